using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Client;

internal sealed class DynamicClient(ResourceClient<JsonObject> resources) : IDynamicClient
{
    public Task<JsonObject?> GetAsync(string name, string? ns = null, CancellationToken cancellationToken = default) =>
        resources.GetAsync(name, ns, cancellationToken);

    public Task<List<JsonObject>> ListAsync(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        resources.ListAsync(ns, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<JsonObject>> WatchAsync(string? ns = null, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        resources.WatchAsync(ns, options, cancellationToken);

    public Task<JsonObject> CreateAsync(JsonObject entity, CancellationToken cancellationToken = default) =>
        resources.CreateAsync(entity, cancellationToken);

    public Task<JsonObject> UpdateAsync(JsonObject entity, string? subresource = null, CancellationToken cancellationToken = default) =>
        resources.UpdateAsync(entity, subresource, cancellationToken);

    public Task<JsonObject> ApplyAsync(JsonObject entity, ApplyOptions options, CancellationToken cancellationToken = default) =>
        resources.ApplyAsync(entity, options, cancellationToken);

    public Task<JsonObject> ApplyStatusAsync(JsonObject entity, ApplyOptions options, CancellationToken cancellationToken = default) =>
        resources.ApplyStatusAsync(entity, options, cancellationToken);

    public Task<JsonObject> PatchAsync(
        string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default) =>
        resources.PatchAsync(name, ns, mergePatch, options, cancellationToken);

    public Task DeleteAsync(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        resources.DeleteAsync(name, ns, options, cancellationToken);
}
