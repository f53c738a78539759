using Howdah.Operator.WorkQueues.Policies;
using Howdah.Queueing;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Looks at a queue at a cost that does not grow with it.</summary>
internal static class QueueObservation
{
    /// <summary>More holders than pods there can be.</summary>
    private const int MostHolders = 20_000;

    public static async Task<QueueCounts> CountAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken)
    {
        var counts = await connection.ListAsync(
            $"select ready, scheduled, leased, expired, dead, oldest_ready_age, paused, completed, completed_total from {queue.Quoted}.metrics($1)",
            row => new QueueCounts
            {
                Ready = row.GetInt64(0) + row.GetInt64(3),
                Delayed = row.GetInt64(1),
                Leased = row.GetInt64(2),
                Dead = row.GetInt64(4),
                OldestAge = TimeSpan.FromSeconds(Math.Clamp(row.Column<double?>(5) ?? 0, 0, 1e9)),
                Paused = row.GetBoolean(6),
                Completed = row.GetInt64(7),
                CompletedTotal = row.GetInt64(8),
            },
            cancellationToken,
            QueueCounts.Cap).ConfigureAwait(false);
        return counts[0];
    }

    /// <summary>Leases that are running, by holder.</summary>
    public static async Task<Dictionary<string, long>> HoldersAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(
            $"""
            select l.holder, count(*) from (select x.holder from {queue.Quoted}.lease x where x.lease_until > {queue.Quoted}.clock() limit {QueueCounts.Cap}) l
            group by l.holder limit {MostHolders}
            """,
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return new Dictionary<string, long>(rows, StringComparer.Ordinal);
    }
}
