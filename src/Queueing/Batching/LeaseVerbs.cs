using Howdah.Queueing.Client;

namespace Howdah.Queueing.Batching;

/// <summary>The verbs on a lease, for many callers at once: calls that come together share a statement and a commit. Refusals are exceptions of the one caller.</summary>
internal sealed class LeaseVerbs : IAsyncDisposable
{
    private readonly QueueClient _client;
    private readonly RetrySchedule _completion;
    private readonly MicroBatcher<CompleteRequest, string> _complete;
    private readonly MicroBatcher<ReleaseRequest, bool> _release;
    private readonly MicroBatcher<RenewRequest, LeaseAnswer> _renew;
    private readonly MicroBatcher<FailRequest, FailStatus> _fail;

    /// <param name="client">The queue.</param>
    /// <param name="options">Bounds of each verb.</param>
    /// <param name="completion">How long to try to complete.</param>
    public LeaseVerbs(QueueClient client, MicroBatcherOptions options, RetrySchedule completion)
    {
        _client = client;
        _completion = completion;
        _complete = new(options, client.Time, CompleteAllAsync);
        _release = new(options with { Lanes = 1 }, client.Time, ReleaseAllAsync);
        _renew = new(options with { Lanes = 1 }, client.Time, RenewAllAsync);
        _fail = new(options with { Lanes = 1 }, client.Time, FailAllAsync);
    }

    /// <summary>False when an earlier call with the same token has done it.</summary>
    public async Task<bool> CompleteAsync(long id, long token, CancellationToken cancellationToken = default) =>
        await _complete.RunAsync(new CompleteRequest(id, token), cancellationToken) switch
        {
            "" => true,
            "already" => false,
            var status => throw Refusal(status, id, token),
        };

    /// <summary>False when the item was not held under this token any more.</summary>
    public Task<bool> ReleaseAsync(long id, long token, CancellationToken cancellationToken = default) =>
        _release.RunAsync(new ReleaseRequest(id, token), cancellationToken);

    /// <summary>Milliseconds that are left of the lease.</summary>
    public async Task<long> RenewAsync(long id, long token, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        Arguments.CheckLease(lease);
        var answer = await _renew.RunAsync(new RenewRequest(id, token, lease), cancellationToken);
        // The batch does not say why: the verb for one does.
        return answer.Milliseconds ?? await _client.RenewAsync(id, token, lease, null, cancellationToken);
    }

    public async Task<FailAnswer> FailAsync(
        long id, long token, string reason, TimeSpan? retryAfter, bool permanent, CancellationToken cancellationToken = default)
    {
        var (status, runAt) = await _fail.RunAsync(new FailRequest(id, token, reason, retryAfter, permanent), cancellationToken);
        return status is "retry" or "dead" ? new FailAnswer(status == "dead", runAt) : throw Refusal(status, id, token);
    }

    public Task StopAsync(TimeSpan bound) =>
        Task.WhenAll(_complete.StopAsync(bound), _release.StopAsync(bound), _renew.StopAsync(bound), _fail.StopAsync(bound));

    public async ValueTask DisposeAsync()
    {
        await _complete.DisposeAsync();
        await _release.DisposeAsync();
        await _renew.DisposeAsync();
        await _fail.DisposeAsync();
    }

    private static WorkQueueException Refusal(string status, long id, long token) =>
        new(Rows.ReadError(status), $"Item {id} is not held under token {token}: {status}.");

    private async Task<IReadOnlyList<string>> CompleteAllAsync(IReadOnlyList<CompleteRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new string[requests.Count];
        foreach (var round in Rounds.Split(requests, request => request.Id))
        {
            var rows = await _client.CompletePairsAsync(
                [.. round.Select(index => requests[index].Id)], [.. round.Select(index => requests[index].Token)], _completion, cancellationToken);
            var refused = rows.ToDictionary(row => row.Id, row => row.Status);
            round.ForEach(index => answers[index] = refused.GetValueOrDefault(requests[index].Id, ""));
        }

        return answers;
    }

    private async Task<IReadOnlyList<bool>> ReleaseAllAsync(IReadOnlyList<ReleaseRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new bool[requests.Count];
        foreach (var round in Rounds.Split(requests, request => request.Id))
        {
            var released = (await _client.ReleaseAsync(
                [.. round.Select(index => requests[index].Id)], [.. round.Select(index => requests[index].Token)], null, cancellationToken)).ToHashSet();
            round.ForEach(index => answers[index] = released.Contains(requests[index].Id));
        }

        return answers;
    }

    private async Task<IReadOnlyList<LeaseAnswer>> RenewAllAsync(IReadOnlyList<RenewRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new LeaseAnswer[requests.Count];
        foreach (var group in Enumerable.Range(0, requests.Count).GroupBy(index => requests[index].Lease))
        {
            int[] indexes = [.. group];
            foreach (var round in Rounds.Split(indexes, index => requests[index].Id))
            {
                var members = round.ConvertAll(index => indexes[index]);
                var held = await _client.RenewPairsAsync(
                    [.. members.Select(index => requests[index].Id)], [.. members.Select(index => requests[index].Token)], group.Key, cancellationToken);
                members.ForEach(index => answers[index] = new(held.TryGetValue(requests[index].Id, out var left) ? left : null));
            }
        }

        return answers;
    }

    private async Task<IReadOnlyList<FailStatus>> FailAllAsync(IReadOnlyList<FailRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new FailStatus[requests.Count];
        foreach (var group in Enumerable.Range(0, requests.Count).GroupBy(index => requests[index] with { Id = 0, Token = 0 }))
        {
            int[] indexes = [.. group];
            foreach (var round in Rounds.Split(indexes, index => requests[index].Id))
            {
                var members = round.ConvertAll(index => indexes[index]);
                var rows = await _client.FailPairsAsync(
                    [.. members.Select(index => requests[index].Id)], [.. members.Select(index => requests[index].Token)],
                    group.Key.Reason, group.Key.RetryAfter, group.Key.Permanent, cancellationToken);
                var byNumber = rows.ToDictionary(row => row.Id);
                members.ForEach(index => answers[index] = new(byNumber[requests[index].Id].Status, byNumber[requests[index].Id].RunAt));
            }
        }

        return answers;
    }

    private readonly record struct LeaseAnswer(long? Milliseconds);

    private readonly record struct FailStatus(string Status, DateTimeOffset? RunAt);
}
