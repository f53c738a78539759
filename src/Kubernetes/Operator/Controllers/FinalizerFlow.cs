using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>A finalizer and the name it goes by on the object.</summary>
internal sealed record NamedFinalizer<T>(string Id, IEntityFinalizer<T> Finalizer)
    where T : class, IKubernetesObject;

/// <summary>
/// Puts finalizers on and takes them off, by a merge patch that carries the resource version: server-side apply would tie them to a field
/// manager, and a patch without a version could bring back what somebody else has just removed.
/// </summary>
internal sealed class FinalizerFlow<T>(IKubernetesClient client, IReadOnlyList<NamedFinalizer<T>> finalizers, string fieldManager)
    where T : class, IKubernetesObject
{
    /// <summary>The object with all finalizers on it; itself when they are.</summary>
    public async Task<T> AttachAsync(T entity, CancellationToken cancellationToken)
    {
        var present = entity.Metadata.Finalizers ?? [];
        var missing = finalizers.Select(static finalizer => finalizer.Id).Except(present).ToList();
        return missing.Count == 0 ? entity : await WriteAsync(entity, [.. present, .. missing], cancellationToken);
    }

    /// <summary>Runs the finalizers that are still on the object, one after another, each taken off as it succeeds.</summary>
    /// <returns>What the first that is not done yet came to; null when none of ours is left.</returns>
    public async Task<ReconciliationResult<T>?> FinalizeAsync(T entity, Action<T> written, CancellationToken cancellationToken)
    {
        foreach (var (id, finalizer) in finalizers)
        {
            if (entity.Metadata.Finalizers?.Contains(id) is not true)
            {
                continue;
            }

            var result = await finalizer.FinalizeAsync(entity, cancellationToken);
            if (result is not { Outcome: ReconciliationOutcome.Success, RequeueAfter: null })
            {
                return result;
            }

            // The finalizer may have written to the object; its answer carries the version the patch must name.
            var current = result.Entity;
            entity = await WriteAsync(current, [.. (current.Metadata.Finalizers ?? []).Where(present => present != id)], cancellationToken);
            written(entity);
        }

        return null;
    }

    private Task<T> WriteAsync(T entity, List<string> ids, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. ids.Select(static id => (JsonNode)id)]),
            },
        };
        return client.PatchAsync<T>(
            entity.Metadata.Name!, entity.Metadata.Namespace, patch, new PatchOptions { FieldManager = fieldManager }, cancellationToken);
    }
}
