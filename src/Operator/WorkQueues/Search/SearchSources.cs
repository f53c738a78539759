using System.Collections.Concurrent;
using Howdah.Queueing.OpenSearch;
using Howdah.Search;

namespace Howdah.Operator.WorkQueues.Search;

/// <summary>Connections to the clusters of queues. Queues that are let in to one cluster in the same way share them.</summary>
internal sealed class SearchSources(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly SearchClientOptions Options = new() { Timeout = TimeSpan.FromSeconds(15), Deadline = TimeSpan.FromSeconds(30), Retry = SearchRetry.None };

    private readonly ConcurrentDictionary<SearchTarget, Entry> _clients = new();

    /// <exception cref="Howdah.Search.Connection.SearchConfigurationException">A certificate of the target is malformed.</exception>
    public WorkIndex Of(SearchTarget target)
    {
        Evict();
        var entry = _clients.GetOrAdd(target with { Index = "" }, static wanted => new Entry(new Lazy<SearchClient>(() => new SearchClient(wanted.Connection, Options))));
        entry.UsedAt = time.GetTimestamp();
        return new WorkIndex(entry.Client.Value, new OpenSearchQueueOptions { Index = new IndexName(target.Index) });
    }

    public void Dispose()
    {
        foreach (var target in _clients.Keys)
        {
            Remove(target);
        }
    }

    private void Evict()
    {
        foreach (var (target, entry) in _clients)
        {
            if (entry.UsedAt is { } used && time.GetElapsedTime(used) > Idle)
            {
                Remove(target);
            }
        }
    }

    private void Remove(SearchTarget target)
    {
        if (_clients.TryRemove(target, out var entry) && entry.Client.IsValueCreated)
        {
            entry.Client.Value.Dispose();
        }
    }

    private sealed class Entry(Lazy<SearchClient> client)
    {
        public Lazy<SearchClient> Client { get; } = client;

        public long? UsedAt { get; set; }
    }
}
