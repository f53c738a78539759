using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Client;

/// <summary>The verbs of one kind on plain JSON; the same semantics as <see cref="IKubernetesClient"/>.</summary>
public interface IDynamicClient
{
    Task<JsonObject?> GetAsync(string name, string? ns = null, CancellationToken cancellationToken = default);

    Task<List<JsonObject>> ListAsync(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default);

    IAsyncEnumerable<WatchEvent<JsonObject>> WatchAsync(string? ns = null, WatchOptions? options = null, CancellationToken cancellationToken = default);

    Task<JsonObject> CreateAsync(JsonObject entity, CancellationToken cancellationToken = default);

    /// <summary>PUT, on the object itself or on a subresource such as <c>status</c>: a compare-and-swap on the resource version.</summary>
    Task<JsonObject> UpdateAsync(JsonObject entity, string? subresource = null, CancellationToken cancellationToken = default);

    /// <summary>Name and namespace are read from the object's metadata.</summary>
    Task<JsonObject> ApplyAsync(JsonObject entity, ApplyOptions options, CancellationToken cancellationToken = default);

    Task<JsonObject> ApplyStatusAsync(JsonObject entity, ApplyOptions options, CancellationToken cancellationToken = default);

    Task<JsonObject> PatchAsync(string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default);

    Task DeleteAsync(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default);
}
