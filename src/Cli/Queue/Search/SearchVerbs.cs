using Howdah.Cli.Output;
using Howdah.Cli.Queue.Load;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;

namespace Howdah.Cli.Queue.Search;

/// <summary>The commands on a queue in OpenSearch.</summary>
internal static class SearchVerbs
{
    /// <summary>Items that are created at the same time: each is a request.</summary>
    private const int Parallelism = 16;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public static async Task<int> CreateAsync(SearchSession session, string queue, CancellationToken cancellationToken)
    {
        await session.Index(queue).SetupAsync(cancellationToken);
        session.Print(Sheet.Single(("queue", queue), ("schemaVersion", WorkIndex.LatestVersion)));
        return ExitCodes.Done;
    }

    public static async Task<int> PushAsync(SearchSession session, string queue, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var coordinator = session.Coordinator(queue);
        var created = await CreateAllAsync(coordinator, keys, cancellationToken);
        session.Print(Sheet.Single(("created", created.Count(isNew => isNew)), ("known", created.Count(isNew => !isNew)), ("refused", 0)));
        return ExitCodes.Done;
    }

    /// <summary>Lines of ids. One that has a payload is refused: there is no place for it.</summary>
    public static async Task<int> PushFileAsync(SearchSession session, string queue, Stream input, LoadReport report, CancellationToken cancellationToken)
    {
        var coordinator = session.Coordinator(queue);
        var parser = new LineParser(LineFormat.Text, new NewItem(""));
        var chunk = new List<string>(Parallelism);
        var number = 0L;
        await foreach (var bytes in LineReader.ReadAsync(input, cancellationToken))
        {
            var line = parser.Parse(++number, bytes);
            if (line is { Problem: not null } or { Item.Payload: not null })
            {
                await report.RefuseAsync(line, line.Problem ?? "a payload, for which there is no place in OpenSearch");
            }
            else if (line is not null)
            {
                chunk.Add(line.Item!.Key);
            }

            if (chunk.Count == Parallelism)
            {
                await LoadAsync(coordinator, chunk, report, cancellationToken);
            }
        }

        await LoadAsync(coordinator, chunk, report, cancellationToken);
        report.End();
        session.Print(Sheet.Single(("created", report.Created), ("known", report.Loaded - report.Created), ("refused", report.Refused)));
        return report.Refused == 0 ? ExitCodes.Done : ExitCodes.Partly;
    }

    public static async Task<int> TakeAsync(
        SearchSession session, string queue, string? holder, string? key, TimeSpan lease, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var coordinator = session.Coordinator(queue, holder);
        var items = key is null
            ? await TakeNextAsync(coordinator, lease, limit, wait, session.Surroundings.Time, cancellationToken)
            : [await TakeItemAsync(coordinator, key, lease, cancellationToken)];
        session.Print(new Sheet(
            ["lease", "key", "attempt", "leaseUntil"],
            [.. items.Select(item => (IReadOnlyList<object?>)[LeaseName.Of(item).ToString(), item.Key, item.Attempt, item.LeaseUntil])]));
        return items.Count > 0 ? ExitCodes.Done : ExitCodes.NoWork;
    }

    public static async Task<int> StatsAsync(SearchSession session, string queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var counts = await session.Index(queue).CountAsync(cancellationToken: cancellationToken);
        var age = counts.OldestReadyAt is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        session.Print(Sheet.Single(
            ("queue", queue), ("ready", counts.Ready), ("leased", counts.Leased), ("completed", counts.Completed), ("oldestReady", age > TimeSpan.Zero ? age : TimeSpan.Zero)));
        return ExitCodes.Done;
    }

    private static async Task LoadAsync(OpenSearchWorkCoordinator coordinator, List<string> keys, LoadReport report, CancellationToken cancellationToken)
    {
        var created = await CreateAllAsync(coordinator, keys, cancellationToken);
        report.Add(keys.Count, created.Count(isNew => isNew));
        keys.Clear();
    }

    private static async Task<List<bool>> CreateAllAsync(OpenSearchWorkCoordinator coordinator, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var created = new List<bool>();
        foreach (var chunk in keys.Chunk(Parallelism))
        {
            created.AddRange(await Task.WhenAll(chunk.Select(key => coordinator.CreateUnassignedWorkItemAsync(key, cancellationToken))));
        }

        return created;
    }

    private static async Task<LeasedItem> TakeItemAsync(OpenSearchWorkCoordinator coordinator, string key, TimeSpan lease, CancellationToken cancellationToken) =>
        await coordinator.CreateOrUpdateLeaseForWorkItemAsync(key, lease, cancellationToken) switch
        {
            WorkAcquisition.Acquired acquired => acquired.Lease,
            WorkAcquisition.AlreadyCompleted => throw new WorkQueueException(WorkQueueError.AlreadyCompleted, $"Item '{key}' is completed."),
            _ => throw new FormatException("A lease is longer than zero."),
        };

    private static async Task<List<LeasedItem>> TakeNextAsync(
        OpenSearchWorkCoordinator coordinator, TimeSpan lease, int limit, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var (items, started) = (new List<LeasedItem>(), time.GetTimestamp());
        while (items.Count < limit)
        {
            if (await coordinator.AcquireNextWorkItemAsync(lease, cancellationToken) is WorkAcquisition.Acquired acquired)
            {
                items.Add(acquired.Lease);
            }
            else if (items.Count > 0 || time.GetElapsedTime(started) >= wait)
            {
                break;
            }
            else
            {
                await Task.Delay(Look, time, cancellationToken);
            }
        }

        return items;
    }
}
