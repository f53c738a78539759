using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Http;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Client;

/// <summary>The verbs on one kind.</summary>
internal sealed class ResourceClient<T>(
    ApiConnection connection, ResourceKind kind, ObjectShape<T> shape, JsonTypeInfo<T> info, JsonTypeInfo<WireList<T>> listInfo, int pageSize)
    where T : class
{
    private const string JsonType = "application/json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StatusSuffix = "-status";
    private const string ApplyPatchType = "application/apply-patch+yaml";

    public async Task<T?> GetAsync(string name, string? ns, CancellationToken cancellationToken)
    {
        try
        {
            return await ObjectAsync(ApiRequest.Get(ResourcePath.Object(kind, ns, name)), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public Task<EntityList<T>> ListPageAsync(string? ns, ListOptions? options, CancellationToken cancellationToken)
    {
        var query = ResourcePath.List(options ?? new ListOptions());
        return connection.SendAsync(ApiRequest.Get(ResourcePath.Collection(kind, ns) + query), ReadListAsync, cancellationToken);
    }

    /// <summary>Follows the pages; when a later one has expired, starts over with a single request (client-go, tools/pager).</summary>
    public async Task<List<T>> ListAsync(string? ns, ListOptions? options, CancellationToken cancellationToken)
    {
        var first = options ?? new ListOptions();
        var page = await ListPageAsync(ns, first with { Limit = first.Limit ?? pageSize }, cancellationToken).ConfigureAwait(false);
        var items = page.Items;
        while (!string.IsNullOrEmpty(page.Continue))
        {
            var next = first with { Limit = first.Limit ?? pageSize, Continue = page.Continue, ResourceVersion = null, ResourceVersionMatch = null };
            try
            {
                page = await ListPageAsync(ns, next, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException e) when (e.IsGone)
            {
                return (await ListPageAsync(ns, first with { Limit = null, Continue = null }, cancellationToken).ConfigureAwait(false)).Items;
            }

            items.AddRange(page.Items);
        }

        return items;
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? ns, WatchOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = ResourcePath.Collection(kind, ns);
        var request = new ApiRequest(HttpMethod.Get, path + ResourcePath.Watch(options ?? new WatchOptions()));
        using var response = await connection.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var reader = new WatchReader<T>(body, info, $"WATCH {path}");
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } watchEvent)
        {
            shape.SetType(watchEvent.Object, kind);
            yield return watchEvent;
        }
    }

    public Task<T> CreateAsync(T entity, CancellationToken cancellationToken)
    {
        shape.CompleteType(entity, kind);
        var path = ResourcePath.Collection(kind, ResourcePath.Required(kind, shape.Namespace(entity)));
        return WriteAsync(HttpMethod.Post, path, RequestBody.Of(entity, info), JsonType, cancellationToken);
    }

    public Task<T> UpdateAsync(T entity, string? subresource, CancellationToken cancellationToken)
    {
        shape.CompleteType(entity, kind);
        return WriteAsync(HttpMethod.Put, PathOf(entity, subresource), RequestBody.Of(entity, info), JsonType, cancellationToken);
    }

    public Task<T> ApplyAsync(T entity, ApplyOptions options, CancellationToken cancellationToken)
    {
        shape.CompleteType(entity, kind);
        var path = PathOf(entity, null) + ResourcePath.Apply(options);
        return WriteAsync(HttpMethod.Patch, path, RequestBody.OfMainApply(entity, info), ApplyPatchType, cancellationToken, idempotent: true);
    }

    public Task<T> ApplyStatusAsync(T entity, ApplyOptions options, CancellationToken cancellationToken)
    {
        shape.CompleteType(entity, kind);
        var path = PathOf(entity, "status") + ResourcePath.Apply(options with { FieldManager = StatusManager(options.FieldManager) });
        var body = RequestBody.OfStatusApply(entity, info, options.OptimisticLock);
        return WriteAsync(HttpMethod.Patch, path, body, ApplyPatchType, cancellationToken, idempotent: !options.OptimisticLock);
    }

    public Task<T> PatchAsync(string name, string? ns, JsonObject mergePatch, PatchOptions? options, CancellationToken cancellationToken)
    {
        var path = ResourcePath.Object(kind, ns, name, options?.Subresource) + ResourcePath.Patch(options ?? new PatchOptions());
        var body = RequestBody.Of(mergePatch, KubernetesJson.Default.TypeInfo<JsonObject>());
        return WriteAsync(HttpMethod.Patch, path, body, MergePatchType, cancellationToken);
    }

    public async Task DeleteAsync(string name, string? ns, DeleteOptions? options, CancellationToken cancellationToken)
    {
        var body = new V1DeleteOptions
        {
            PropagationPolicy = options?.PropagationPolicy,
            GracePeriodSeconds = options?.GracePeriodSeconds,
            Preconditions = options is { PreconditionUid: null, PreconditionResourceVersion: null } or null
                ? null
                : new V1Preconditions { Uid = options.PreconditionUid, ResourceVersion = options.PreconditionResourceVersion },
        };
        var request = new ApiRequest(HttpMethod.Delete, ResourcePath.Object(kind, ns, name))
        {
            Body = RequestBody.Of(body, KubernetesJson.Default.TypeInfo<V1DeleteOptions>()),
            ContentType = JsonType,
            Idempotent = true,
        };
        try
        {
            await connection.SendAsync(request, static (_, _) => new ValueTask<bool>(true), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }

    /// <summary>
    /// Before Kubernetes 1.22 a manager has one set of fields for the object and its status: an apply on one would give up the other,
    /// and what is then left out stays for ever. Two names keep them apart everywhere.
    /// </summary>
    private static string StatusManager(string manager) =>
        manager.EndsWith(StatusSuffix, StringComparison.Ordinal) ? manager : manager + StatusSuffix;

    private string PathOf(T entity, string? subresource) =>
        ResourcePath.Object(kind, shape.Namespace(entity), shape.Name(entity) ?? "", subresource);

    private Task<T> WriteAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken, bool idempotent = false) =>
        ObjectAsync(new ApiRequest(method, path) { Body = body, ContentType = contentType, Idempotent = idempotent }, cancellationToken);

    private Task<T> ObjectAsync(ApiRequest request, CancellationToken cancellationToken) =>
        connection.SendAsync(request, ReadObjectAsync, cancellationToken);

    private async ValueTask<T> ReadObjectAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var entity = await ReadAsync(response, info, cancellationToken).ConfigureAwait(false);
        shape.SetType(entity, kind);
        return entity;
    }

    private async ValueTask<EntityList<T>> ReadListAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(response, listInfo, cancellationToken).ConfigureAwait(false);
        var items = list.Items ?? [];
        foreach (var item in items)
        {
            shape.SetType(item ?? throw new JsonException("An item of the list is null."), kind);
        }

        var next = list.Metadata?.Continue;
        return new EntityList<T>(items, list.Metadata?.ResourceVersion ?? "", string.IsNullOrEmpty(next) ? null : next);
    }

    private static async ValueTask<TBody> ReadAsync<TBody>(HttpResponseMessage response, JsonTypeInfo<TBody> bodyInfo, CancellationToken cancellationToken)
        where TBody : class
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(stream, bodyInfo, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException($"null from a server that answered {(int)response.StatusCode} {nameof(HttpStatusCode)}.");
    }
}
