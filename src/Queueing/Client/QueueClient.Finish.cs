namespace Howdah.Queueing.Client;

public sealed partial class QueueClient
{
    /// <summary>True when this call has completed the item, false when an earlier one with the same token has. Retried for two minutes.</summary>
    /// <exception cref="WorkQueueException">Stale token, not owner, already completed under another token, dead, unknown.</exception>
    public Task<bool> CompleteAsync(LeasedItem item, CancellationToken cancellationToken = default) =>
        CompleteAsync(item.Id, item.Token, null, RetrySchedule.Completion, null, cancellationToken);

    /// <summary>Completes all it can and says which it could not.</summary>
    public async Task<IReadOnlyList<Refusal>> CompleteManyAsync(IReadOnlyCollection<LeasedItem> items, CancellationToken cancellationToken = default)
    {
        var answers = await RowsAsync("Completing", RetrySchedule.Completion, null, _statements.CompleteMany,
            command => command.Longs(Ids(items)).Longs(Tokens(items)), reader => (Id: reader.GetInt64(0), Status: reader.GetString(1)), cancellationToken)
            .ConfigureAwait(false);
        return [.. answers.Where(answer => answer.Status != "already").Select(answer => new Refusal(answer.Id, Rows.ReadError(answer.Status)))];
    }

    /// <summary>Creates the successors and completes the item, all or nothing. Returns how many successors are new; repeating the call does no harm.</summary>
    public Task<int> CompleteWithSuccessorsAsync(
        LeasedItem item, IReadOnlyList<string> successors, short exponent = 0, IReadOnlyList<string?>? payloads = null, short? priority = null,
        CancellationToken cancellationToken = default) =>
        CompleteWithSuccessorsAsync(item.Id, item.Token, null, successors, exponent, payloads, priority, RetrySchedule.Completion, null, cancellationToken);

    /// <summary>Gives items back to be taken at once, the attempt not counted. Returns the numbers of those that were still held.</summary>
    public Task<long[]> ReleaseAsync(IReadOnlyCollection<LeasedItem> items, CancellationToken cancellationToken = default) =>
        ReleaseAsync(Ids(items), Tokens(items), null, cancellationToken);

    /// <summary>Ends the lease without success. The item is tried again after <paramref name="retryAfter"/>, or the queue's backoff, or is dead.</summary>
    public async Task<FailAnswer> FailAsync(
        LeasedItem item, string reason, TimeSpan? retryAfter = null, bool permanent = false, CancellationToken cancellationToken = default)
    {
        var answers = await RowsAsync("Failing", RetrySchedule.Short, null, _statements.Fail,
            command => command.Longs([item.Id]).Longs([item.Token]).Text(Arguments.WithoutNul(reason)).Span(retryAfter).Bool(permanent),
            reader => (Status: reader.GetString(1), RunAt: Rows.ReadInstant(reader, 2)), cancellationToken).ConfigureAwait(false);
        var (status, runAt) = answers[0];
        return status is "retry" or "dead"
            ? new FailAnswer(status == "dead", runAt)
            : throw new WorkQueueException(Rows.ReadError(status), $"Item '{item.Key}' is not held under token {item.Token}: {status}.");
    }

    /// <summary>Prolongs leases to at least <paramref name="lease"/> from now. Returns the new deadline by number; those that are missing are lost.</summary>
    public async Task<IReadOnlyDictionary<long, long>> RenewAsync(
        IReadOnlyCollection<LeasedItem> items, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        Arguments.CheckLease(lease);
        var sent = Time.GetTimestamp();
        var rows = await RowsAsync("Renewing", RetrySchedule.Short, Deadline(lease), _statements.RenewMany,
            command => command.Longs(Ids(items)).Longs(Tokens(items)).Span(lease), reader => (Id: reader.GetInt64(0), Milliseconds: reader.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id, row => Rows.After(sent, row.Milliseconds, Time));
    }

    /// <summary>The item as it is now; null when its id is unknown.</summary>
    public Task<ItemState?> InspectAsync(string key, CancellationToken cancellationToken = default) => InspectAsync(key, null, cancellationToken);

    /// <param name="cap">Where every count stops, which bounds the cost.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Backlog> BacklogAsync(int cap = 10_000, CancellationToken cancellationToken = default)
    {
        var rows = await RowsAsync("Reading the backlog", RetrySchedule.Short, null, _statements.Backlog, command => command.Int(cap), reader => new Backlog(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.IsDBNull(5) ? TimeSpan.Zero : TimeSpan.FromSeconds(reader.GetDouble(5)), reader.GetBoolean(6)), cancellationToken).ConfigureAwait(false);
        return rows[0];
    }

    /// <summary>Items neither completed nor dead, counted one by one.</summary>
    public Task<long> CountNotCompleteAsync(CancellationToken cancellationToken = default) =>
        ScalarAsync<long>("Counting", RetrySchedule.Short, null, _statements.Count, _ => { }, cancellationToken);

    public Task<bool> HasPendingAsync(CancellationToken cancellationToken = default) =>
        ScalarAsync<bool>("Looking for work", RetrySchedule.Short, null, _statements.HasPending, _ => { }, cancellationToken);

    internal Task<bool> CompleteAsync(long id, long token, string? holder, RetrySchedule schedule, long? deadline, CancellationToken cancellationToken) =>
        ScalarAsync<bool>("Completing", schedule, deadline, _statements.Complete, command => command.Long(id).Long(token).Text(holder), cancellationToken);

    internal Task<int> CompleteWithSuccessorsAsync(
        long id, long token, string? holder, IReadOnlyList<string> successors, short exponent, IReadOnlyList<string?>? payloads, short? priority,
        RetrySchedule schedule, long? deadline, CancellationToken cancellationToken)
    {
        foreach (var successor in successors)
        {
            Arguments.CheckKey(successor);
        }

        return ScalarAsync<int>("Completing with successors", schedule, deadline, _statements.CompleteWithSuccessors, command => command.Long(id).Long(token)
            .Texts([.. successors]).Short(exponent).Jsons(payloads?.ToArray()).Short(priority).Text(holder), cancellationToken);
    }

    internal Task<long[]> ReleaseAsync(long[] ids, long[] tokens, string? holder, CancellationToken cancellationToken) =>
        ScalarAsync<long[]>("Releasing", RetrySchedule.Short, null, _statements.Release, command => command.Longs(ids).Longs(tokens).Text(holder), cancellationToken);

    internal Task<long> RenewAsync(long id, long token, TimeSpan lease, string? holder, CancellationToken cancellationToken)
    {
        Arguments.CheckLease(lease);
        return ScalarAsync<long>("Renewing", RetrySchedule.Short, null, _statements.Renew,
            command => command.Long(id).Long(token).Span(lease).Text(holder), cancellationToken);
    }

    internal async Task<ItemState?> InspectAsync(string key, long? deadline, CancellationToken cancellationToken)
    {
        Arguments.CheckKey(key);
        var rows = await RowsAsync(
            "Looking at an item", RetrySchedule.Short, deadline, _statements.Inspect, command => command.Text(key), Rows.ReadState, cancellationToken)
            .ConfigureAwait(false);
        return rows.FirstOrDefault();
    }
}
