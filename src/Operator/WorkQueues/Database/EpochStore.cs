using System.Globalization;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Postgres;
using Howdah.Queueing;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>The epoch and the mark that says which history it accounts for, changed together.</summary>
internal static class EpochStore
{
    /// <summary>
    /// Decides under a lock and carries out what was decided, in one transaction: callers that race, and one that is killed in between, leave one bump for each promotion.
    /// </summary>
    /// <param name="connection">Acting as the owner of the schema.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="server">The history of the server that this connection leads to.</param>
    /// <param name="reported">The timeline in the WorkQueue's status.</param>
    /// <param name="cancellationToken">Ends it; nothing is changed then.</param>
    public static async Task<(EpochDecision Decision, int Epoch)> ReconcileAsync(
        NpgsqlConnection connection, QueueName queue, FailoverMark server, int? reported, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var settings = await connection.ListAsync(
            $"select epoch, timeline from {queue.Quoted}.settings for update", row => (Epoch: row.GetInt32(0), Timeline: row.GetString(1)), cancellationToken)
            .ConfigureAwait(false);
        var epoch = settings[0].Epoch;
        var mark = FailoverMark.Parse(await connection.ScalarAsync<string>(
            "select obj_description($1::regclass, 'pg_class')", cancellationToken, Fence(queue)).ConfigureAwait(false));
        var given = await connection.ScalarAsync<bool>(
            "select pg_sequence_last_value($1::regclass) is not null", cancellationToken, Fence(queue)).ConfigureAwait(false);
        int? followed = int.TryParse(settings[0].Timeline, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var timeline) ? timeline : null;
        var decision = EpochPolicy.Decide(mark, server, reported, given, followed);
        if (decision == EpochDecision.Bump)
        {
            epoch = await connection.ScalarAsync<int>($"select {queue.Quoted}.bump_epoch()", cancellationToken).ConfigureAwait(false);
        }

        if (decision != EpochDecision.Keep)
        {
            await connection.ExecuteAsync($"comment on sequence {Fence(queue)} is {Identifiers.Literal(server.ToString())}", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return (decision, epoch);
    }

    private static string Fence(QueueName queue) => $"{queue.Quoted}.fence";
}
