namespace Howdah.Queueing.Client;

/// <summary>The verbs by number and token, for callers that merge the calls of many.</summary>
public sealed partial class QueueClient
{
    private static readonly RetrySchedule Once = new(0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>One try, which is not cancelled: whoever gives up on an answer loses the items in it until their leases end.</summary>
    internal Task<IReadOnlyList<LeasedItem>> AcquireOnceAsync(string holder, TimeSpan lease, int limit) =>
        LeasesAsync("Acquiring", Once, Deadline(lease), _statements.Acquire, lease, command => command.Text(holder).Span(lease).Int(limit), CancellationToken.None);

    /// <summary>One try for the first so many of the holders, an item for each, in their order.</summary>
    internal Task<IReadOnlyList<LeasedItem>> AcquireForAsync(string[] holders, TimeSpan lease) =>
        LeasesAsync("Acquiring", Once, Deadline(lease), _statements.AcquireFor, lease, command => command.Texts(holders).Span(lease), CancellationToken.None);

    /// <summary>For each, in the order given, whether this call has created it.</summary>
    internal Task<List<bool>> CreateEachAsync(
        string[] keys, string?[] payloads, short priority, DateTimeOffset? runAt, short exponent, CancellationToken cancellationToken)
    {
        Array.ForEach(keys, Arguments.CheckKey);
        return RowsAsync("Creating items", RetrySchedule.Short, null, _statements.CreateEach,
            command => command.Texts(keys).Jsons(payloads).Short(priority).Instant(runAt).Short(exponent), reader => reader.GetBoolean(0), cancellationToken);
    }

    /// <summary>Rows for those that this call has not completed.</summary>
    internal Task<List<(long Id, string Status)>> CompletePairsAsync(long[] ids, long[] tokens, RetrySchedule schedule, CancellationToken cancellationToken) =>
        RowsAsync("Completing", schedule, null, _statements.CompleteMany,
            command => command.Longs(ids).Longs(tokens), reader => (reader.GetInt64(0), reader.GetString(1)), cancellationToken);

    /// <summary>Milliseconds left by number; those that are missing are lost.</summary>
    internal async Task<Dictionary<long, long>> RenewPairsAsync(long[] ids, long[] tokens, TimeSpan lease, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync("Renewing", RetrySchedule.Short, null, _statements.RenewMany,
            command => command.Longs(ids).Longs(tokens).Span(lease), reader => (Id: reader.GetInt64(0), Milliseconds: reader.GetInt64(1)), cancellationToken)
            .ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id, row => row.Milliseconds);
    }

    /// <summary>A row for every pair: retry, dead, or why not.</summary>
    internal Task<List<(long Id, string Status, DateTimeOffset? RunAt)>> FailPairsAsync(
        long[] ids, long[] tokens, string reason, TimeSpan? retryAfter, bool permanent, CancellationToken cancellationToken) =>
        RowsAsync("Failing", RetrySchedule.Short, null, _statements.Fail,
            command => command.Longs(ids).Longs(tokens).Text(Arguments.WithoutNul(reason)).Span(retryAfter).Bool(permanent),
            reader => (reader.GetInt64(0), reader.GetString(1), Rows.ReadInstant(reader, 2)), cancellationToken);
}
