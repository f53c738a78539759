using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Client;

/// <summary>
/// The API server, typed. Every verb throws <see cref="KubernetesApiException"/> on a refusal, except where said otherwise.
/// Types carry <see cref="Entities.Attributes.KubernetesEntityAttribute"/>; for kinds known only at run time see <see cref="Dynamic"/>.
/// </summary>
public interface IKubernetesClient : IDisposable
{
    /// <summary>Where the configuration came from says which namespace is ours: kubeconfig context, service account, else <c>default</c>.</summary>
    string CurrentNamespace { get; }

    /// <summary>Null when the object does not exist.</summary>
    Task<T?> GetAsync<T>(string name, string? ns = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>One page; follow <see cref="EntityList{T}.Continue"/>. A null namespace lists all namespaces.</summary>
    Task<EntityList<T>> ListPageAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>All pages, one after another.</summary>
    Task<List<T>> ListAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>
    /// One watch request: ends when the server ends it. An ERROR event ends the sequence by <see cref="KubernetesApiException"/>
    /// whose status code is the event's (410 in particular).
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? ns = null, WatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>
    /// PUT: a compare-and-swap on <c>metadata.resourceVersion</c>; 409 when somebody else was faster. What the type does not model is lost:
    /// for kinds of our own, for the rest see <see cref="ApplyAsync"/> and <see cref="PatchAsync"/>.
    /// </summary>
    Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>PUT on <c>/status</c>: a compare-and-swap on <c>metadata.resourceVersion</c>.</summary>
    Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>Server-side apply of exactly the fields that are set, without the status: pass a fresh object, not one that was read.</summary>
    Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Server-side apply on <c>/status</c>: sends type, name, namespace and status, nothing else of the object.
    /// The field manager's name gets <c>-status</c> appended, so that one name may be used for spec and status on servers of any age.
    /// A custom resource's map or keyed list (conditions, say) must keep at least one entry: the server refuses to empty it this way.
    /// </summary>
    Task<T> ApplyStatusAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>JSON merge patch (RFC 7396); put <c>metadata.resourceVersion</c> in it for a compare-and-swap.</summary>
    Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>An object that is already gone is no error.</summary>
    Task DeleteAsync<T>(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject;

    /// <summary>The same verbs for a kind named at run time.</summary>
    IDynamicClient Dynamic(ResourceKind kind);

    /// <summary>What the server serves, and its version.</summary>
    IDiscovery Discovery { get; }
}
