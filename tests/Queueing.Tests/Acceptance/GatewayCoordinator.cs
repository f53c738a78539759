using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>
/// The coordinator's operations over HTTP, as a worker in any language would write them: it remembers its leases.
/// It does not send its verbs again after a 503, since the gateway has tried for a while.
/// </summary>
internal sealed class GatewayCoordinator(HttpClient http, QueueName queue, string worker) : IWorkCoordinator
{
    private readonly ConcurrentDictionary<string, LeasedItem> _leases = new(StringComparer.Ordinal);

    public Task SetupAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task<bool> CreateUnassignedWorkItemAsync(string id, CancellationToken cancellationToken = default) =>
        (int)(await PostAsync("items", new { items = new[] { new { key = id } } }, cancellationToken))["created"]! == 1;

    public async Task<WorkAcquisition> CreateOrUpdateLeaseForWorkItemAsync(string id, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        var reply = await PostAsync("acquire-item", new { holder = worker, key = id, leaseSeconds = lease.TotalSeconds }, cancellationToken);
        return (string)reply["status"]! switch
        {
            "acquired" => Remember(reply["item"]!),
            "already_completed" => new WorkAcquisition.AlreadyCompleted(),
            "held_elsewhere" => throw new WorkQueueException(WorkQueueError.LeaseHeldElsewhere, "held until " + reply["heldUntil"]),
            _ => new WorkAcquisition.NoAvailableWork(),
        };
    }

    public async Task<WorkAcquisition> AcquireNextWorkItemAsync(TimeSpan lease, CancellationToken cancellationToken = default)
    {
        var reply = await PostAsync("acquire", new { holder = worker, leaseSeconds = lease.TotalSeconds }, cancellationToken);
        return reply["items"]!.AsArray() is [{ } item] ? Remember(item) : new WorkAcquisition.NoAvailableWork();
    }

    public async Task CompleteWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        var lease = await FindAsync(id, cancellationToken);
        await FinishAsync(id, new { id = lease.Id, token = lease.Token }, cancellationToken);
    }

    public Task CompleteAsync(long id, long token) => PostAsync("complete", new { id, token }, default);

    public Task RenewAsync(long id, long token, TimeSpan lease) => PostAsync("renew", new { id, token, leaseSeconds = lease.TotalSeconds }, default);

    public LeasedItem? Lease(string id) => _leases.GetValueOrDefault(id);

    public async Task ReleaseWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        if (_leases.TryRemove(id, out var lease))
        {
            await PostAsync("release", new { id = lease.Id, token = lease.Token }, cancellationToken);
        }
    }

    public async Task CreateSuccessorWorkItemsAndMarkCompleteAsync(
        string id, IReadOnlyList<string> successors, int exponent, TimeSpan? remaining = null, CancellationToken cancellationToken = default)
    {
        if (successors.Contains(id, StringComparer.Ordinal))
        {
            throw new WorkQueueException(WorkQueueError.InvalidSuccessors, $"Item '{id}' cannot be its own successor.");
        }

        var lease = await FindAsync(id, cancellationToken);
        await FinishAsync(id, new { id = lease.Id, token = lease.Token, exponent, successors = successors.Select(key => new { key }) }, cancellationToken);
    }

    public async Task<long> NumWorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) =>
        (long)(await SendAsync(HttpMethod.Get, "stats?exact=true", null, cancellationToken))["notComplete"]!;

    public async Task<bool> WorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) =>
        (bool)(await SendAsync(HttpMethod.Get, "stats", null, cancellationToken))["pending"]!;

    public async Task<JsonNode?> InspectAsync(string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, "items?key=" + Uri.EscapeDataString(id), null, cancellationToken);
        }
        catch (WorkQueueException exception) when (exception.Error == WorkQueueError.UnknownItem)
        {
            return null;
        }
    }

    private WorkAcquisition.Acquired Remember(JsonNode item)
    {
        var lease = new LeasedItem
        {
            Id = long.Parse((string)item["id"]!, CultureInfo.InvariantCulture),
            Token = long.Parse((string)item["token"]!, CultureInfo.InvariantCulture),
            Key = (string)item["key"]!,
            Exponent = (int)item["exponent"]!,
            LeaseUntil = (DateTimeOffset)item["leaseUntil"]!,
            LeaseLength = TimeSpan.FromMilliseconds((long)item["leaseMilliseconds"]!),
            Deadline = TimeProvider.System.GetTimestamp() + (long)((long)item["leaseMilliseconds"]! / 1000d * TimeProvider.System.TimestampFrequency),
        };
        _leases[lease.Key] = lease;
        return new WorkAcquisition.Acquired(lease.Key, lease.LeaseUntil, lease);
    }

    private async Task<LeasedItem> FindAsync(string id, CancellationToken cancellationToken) => _leases.TryGetValue(id, out var lease)
        ? lease
        : throw new WorkQueueException(WorkQueueError.NotOwner, "not leased by this worker: it is " + (string?)(await InspectAsync(id, cancellationToken))?["state"]);

    private Task<JsonNode> PostAsync(string verb, object body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, verb, body, cancellationToken);

    private async Task<JsonNode> SendAsync(HttpMethod method, string verb, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/v1/queues/{Uri.EscapeDataString(queue.Value)}/{verb}")
        {
            Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web),
        };
        using var response = await http.SendAsync(request, cancellationToken);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        return response.IsSuccessStatusCode ? reply : throw Refusal(reply);
    }

    /// <summary>A token that is out of date says that the item was taken anew; the contract tells apart by whom.</summary>
    private async Task<JsonNode> FinishAsync(string id, object body, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync("complete", body, cancellationToken);
        }
        catch (WorkQueueException exception) when (exception.Error == WorkQueueError.StaleToken)
        {
            var state = await InspectAsync(id, cancellationToken);
            throw (string?)state?["holder"] == worker ? exception : new WorkQueueException(WorkQueueError.NotOwner, exception.Message, exception);
        }
    }

    private static WorkQueueException Refusal(JsonNode problem) => new(
        Enum.TryParse<WorkQueueError>(((string)problem["error"]!).Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var error)
            ? error
            : throw new InvalidOperationException(problem.ToJsonString()),
        (string)problem["detail"]!);
}
