using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>
/// The API server's storage semantics in memory, without transport: revisions, lists in pages, watches from a revision with a replay,
/// compaction, compare-and-swap, finalizers. Every request can be observed and made to fail.
/// </summary>
/// <remarks>
/// Beside the fake API server because it has no sockets: with it, ten minutes of fake time or a hundred elections run on one thread, in an order that
/// a seed decides. Behind a socket, time would have to stand still until every answer has arrived, which nobody can tell.
/// </remarks>
internal sealed class InMemoryCluster(TimeProvider time) : IKubernetesClient
{
    private readonly Lock _gate = new();
    private readonly InMemoryStorage _storage = new(time);
    private readonly List<InMemoryWatch> _watches = [];

    public string CurrentNamespace => "default";

    public IDiscovery Discovery => throw new NotSupportedException();

    public List<InMemoryRequest> Requests { get; } = [];

    /// <summary>Sees every request before it is served; may throw or wait.</summary>
    public Func<InMemoryRequest, CancellationToken, Task>? Before { get; set; }

    /// <summary>Sees the outcome of writes before the caller does.</summary>
    public Func<InMemoryRequest, CancellationToken, Task>? After { get; set; }

    public bool ServesWatchList { get; set; }

    /// <summary>Streams of initial state get no closing bookmark, as from a server that does not know the feature.</summary>
    public bool WithholdInitialEventsEnd { get; set; }

    public int OpenWatches
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    public string Revision
    {
        get
        {
            lock (_gate)
            {
                return _storage.Revision.ToString();
            }
        }
    }

    /// <summary>What is stored, without a request.</summary>
    public List<T> Stored<T>()
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            return [.. _storage.List(ResourceKind.Of<T>(), null, new ListOptions()).Items.Select(Typed<T>)];
        }
    }

    public int Count(string verb)
    {
        lock (_gate)
        {
            return Requests.Count(request => request.Verb == verb);
        }
    }

    public List<InMemoryRequest> Seen(string verb)
    {
        lock (_gate)
        {
            return [.. Requests.Where(request => request.Verb == verb)];
        }
    }

    /// <summary>Ends all watches as a server does that shuts down politely, or with an error.</summary>
    public void CutWatches(Exception? error = null)
    {
        lock (_gate)
        {
            _watches.ForEach(watch => watch.End(error));
            _watches.Clear();
        }
    }

    /// <summary>Open watches stay open and never deliver anything again.</summary>
    public void StallWatches()
    {
        lock (_gate)
        {
            _watches.ForEach(watch => watch.Stalled = true);
        }
    }

    /// <summary>Forgets the history: watches and continue tokens from before now are too old.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _storage.Compact();
        }
    }

    public void Bookmark<T>()
        where T : IKubernetesObject => SendBookmark(ResourceKind.Of<T>(), initialEventsEnd: false);

    public void SendInitialEventsEnd<T>()
        where T : IKubernetesObject => SendBookmark(ResourceKind.Of<T>(), initialEventsEnd: true);

    public async Task<T?> GetAsync<T>(string name, string? ns = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        await Enter(new InMemoryRequest("get", ResourceKind.Of<T>(), name, ns), cancellationToken);
        lock (_gate)
        {
            return _storage.Find(ResourceKind.Of<T>(), new NamespacedName(ns ?? "", name)) is { } found ? Typed<T>(found) : null;
        }
    }

    public async Task<EntityList<T>> ListPageAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        await Enter(new InMemoryRequest("list", ResourceKind.Of<T>(), null, ns) { List = options }, cancellationToken);
        lock (_gate)
        {
            var (items, revision, next) = _storage.List(ResourceKind.Of<T>(), ns, options ?? new ListOptions());
            return new EntityList<T>([.. items.Select(Typed<T>)], revision.ToString(), next);
        }
    }

    public async Task<List<T>> ListAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => (await ListPageAsync<T>(ns, options, cancellationToken)).Items;

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        string? ns = null, WatchOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        var kind = ResourceKind.Of<T>();
        options ??= new WatchOptions();
        await Enter(new InMemoryRequest("watch", kind, null, ns) { Watch = options }, cancellationToken);
        var watch = Open(kind, ns, options);
        using var timeout = options.Timeout is { } limit
            ? time.CreateTimer(_ => TimeOut(watch), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            await foreach (var item in watch.Events.ReadAllAsync(cancellationToken))
            {
                yield return new WatchEvent<T>(item.Type, Typed<T>(item.Object));
            }
        }
        finally
        {
            lock (_gate)
            {
                _watches.Remove(watch);
            }
        }
    }

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject =>
        Write<T>("create", NamespacedName.Of(entity), null, storage => storage.Create(ResourceKind.Of<T>(), Json(entity)), cancellationToken);

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject =>
        Write<T>("update", NamespacedName.Of(entity), null, storage => storage.Update(ResourceKind.Of<T>(), Json(entity), status: false), cancellationToken);

    public Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject =>
        Write<T>("updateStatus", NamespacedName.Of(entity), null, storage => storage.Update(ResourceKind.Of<T>(), Json(entity), status: true), cancellationToken);

    public Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyStatusAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(
        string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        var key = new NamespacedName(ns ?? "", name);
        return Write<T>("patch", key, mergePatch, storage => storage.Patch(ResourceKind.Of<T>(), key, mergePatch), cancellationToken);
    }

    public async Task DeleteAsync<T>(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        await Enter(new InMemoryRequest("delete", ResourceKind.Of<T>(), name, ns), cancellationToken);
        lock (_gate)
        {
            Publish(_storage.Delete(ResourceKind.Of<T>(), new NamespacedName(ns ?? "", name)));
        }
    }

    public IDynamicClient Dynamic(ResourceKind kind) => throw new NotSupportedException();

    public void Dispose() => CutWatches();

    private void TimeOut(InMemoryWatch watch)
    {
        lock (_gate)
        {
            if (!watch.Stalled)
            {
                watch.End(null);
                _watches.Remove(watch);
            }
        }
    }

    private void SendBookmark(ResourceKind kind, bool initialEventsEnd)
    {
        lock (_gate)
        {
            _watches.Where(watch => watch.Kind == kind).ToList().ForEach(watch => watch.Send(_storage.Bookmark(kind, initialEventsEnd)));
        }
    }

    private InMemoryWatch Open(ResourceKind kind, string? ns, WatchOptions options)
    {
        lock (_gate)
        {
            var watch = new InMemoryWatch(kind, ns);
            if (options.SendInitialEvents is true)
            {
                if (!ServesWatchList)
                {
                    throw new KubernetesApiException(HttpStatusCode.UnprocessableEntity, "Invalid", "sendInitialEvents is forbidden for watch");
                }

                _storage.State(kind, ns).ForEach(watch.Send);
                if (!WithholdInitialEventsEnd)
                {
                    watch.Send(_storage.Bookmark(kind, initialEventsEnd: true));
                }
            }
            else
            {
                _storage.Since(kind, ns, options.ResourceVersion ?? "").ForEach(watch.Send);
            }

            _watches.Add(watch);
            return watch;
        }
    }

    private async Task<T> Write<T>(
        string verb, NamespacedName key, JsonObject? body, Func<InMemoryStorage, StoredEvent?> write, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var request = new InMemoryRequest(verb, ResourceKind.Of<T>(), key.Name, key.Namespace) { Body = body };
        await Enter(request, cancellationToken);
        T result;
        lock (_gate)
        {
            var change = write(_storage);
            Publish(change);
            result = Typed<T>(change?.Object ?? _storage.Find(ResourceKind.Of<T>(), key)!);
        }

        await (After?.Invoke(request, cancellationToken) ?? Task.CompletedTask);
        return result;
    }

    private void Publish(StoredEvent? change)
    {
        if (change is not null)
        {
            _watches.Where(watch => watch.Wants(change)).ToList().ForEach(watch => watch.Send(change));
        }
    }

    private async Task Enter(InMemoryRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Requests.Add(request);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await (Before?.Invoke(request, cancellationToken) ?? Task.CompletedTask);
    }

    private static JsonObject Json<T>(T entity) => JsonSerializer.SerializeToNode(entity, WidgetJson.Options.TypeInfo<T>())!.AsObject();

    private static T Typed<T>(JsonObject json)
        where T : class, IKubernetesObject => json.Deserialize(WidgetJson.Options.TypeInfo<T>())!;
}
