using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Configuration;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Http;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Client;

/// <summary>
/// <see cref="IKubernetesClient"/> over HTTP/2. Safe for use from many threads; one instance a process is enough.
/// Besides refusals, a request may end in <see cref="HttpRequestException"/> or <see cref="IOException"/> (no or broken connection),
/// <see cref="TimeoutException"/>, or <see cref="KubernetesConfigException"/> (no credential to be had).
/// </summary>
public sealed class KubernetesClient : IKubernetesClient
{
    private readonly ApiConnection _connection;
    private readonly KubernetesClientOptions _options;
    private readonly JsonSerializerOptions _json;
    private readonly WireListResolver _lists = new();
    private readonly ConcurrentDictionary<Type, object> _typed = new();

    public KubernetesClient(ClusterConfig cluster, KubernetesClientOptions? options = null)
    {
        _options = options ?? new KubernetesClientOptions();
        _json = KubernetesJson.Create([.. _options.TypeInfoResolvers, _lists]);
        _connection = new ApiConnection(cluster, _options);
        CurrentNamespace = cluster.Namespace;
        Discovery = new DiscoveryClient(_connection, _options.TimeProvider);
    }

    public string CurrentNamespace { get; }

    public IDiscovery Discovery { get; }

    public void Dispose() => _connection.Dispose();

    public Task<T?> GetAsync<T>(string name, string? ns = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().GetAsync(name, ns, cancellationToken);

    public Task<EntityList<T>> ListPageAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().ListPageAsync(ns, options, cancellationToken);

    public Task<List<T>> ListAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().ListAsync(ns, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? ns = null, WatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().WatchAsync(ns, options, cancellationToken);

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().CreateAsync(entity, cancellationToken);

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().UpdateAsync(entity, null, cancellationToken);

    public Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().UpdateAsync(entity, "status", cancellationToken);

    public Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().ApplyAsync(entity, options, cancellationToken);

    public Task<T> ApplyStatusAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().ApplyStatusAsync(entity, options, cancellationToken);

    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().PatchAsync(name, ns, mergePatch, options, cancellationToken);

    public Task DeleteAsync<T>(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Of<T>().DeleteAsync(name, ns, options, cancellationToken);

    public IDynamicClient Dynamic(ResourceKind kind) => new DynamicClient(Of(kind, JsonShape.Instance));

    private ResourceClient<T> Of<T>()
        where T : class, IKubernetesObject =>
        (ResourceClient<T>)_typed.GetOrAdd(typeof(T), static (_, self) => self.Of(ResourceKind.Of<T>(), TypedShape<T>.Instance), this);

    private ResourceClient<T> Of<T>(ResourceKind kind, ObjectShape<T> shape)
        where T : class =>
        new(_connection, kind, shape, _json.TypeInfo<T>(), _lists.ListOf<T>(_json), _options.PageSize);
}
