using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Applying;

/// <summary>Makes objects as they are wanted, with as few requests as possible, and never takes over somebody else's.</summary>
internal sealed class ObjectApplier(IKubernetesClient client)
{
    /// <summary>Hash of what was last applied: tells a field that is no longer wanted from one that the server added.</summary>
    public const string AppliedAnnotation = GroupNames.Group + "/applied";

    /// <summary>Applies <paramref name="desired"/> unless <paramref name="observed"/> already is that.</summary>
    /// <param name="cluster">The owner.</param>
    /// <param name="desired">Built anew, owner reference included.</param>
    /// <param name="observed">As the informer knows it, or null.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The object as it is now, and whether a request changed it.</returns>
    /// <exception cref="ForeignObjectException">The object belongs to somebody else.</exception>
    public async Task<(T Entity, bool Changed)> EnsureAsync<T>(V1PostgresCluster cluster, T desired, T? observed, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var wanted = ToJson(desired);
        var hash = ContentHash.Of(wanted);
        desired.Metadata.Annotations ??= [];
        desired.Metadata.Annotations[AppliedAnnotation] = hash;

        observed ??= await FindOwnAsync<T>(cluster, desired.Metadata.Name!, cancellationToken).ConfigureAwait(false);
        if (observed is not null)
        {
            RefuseForeign(cluster, observed);
            if (observed.Metadata.Annotations?.GetValueOrDefault(AppliedAnnotation) == hash && DesiredState.IsContained(wanted, ToJson(observed)))
            {
                return (observed, false);
            }
        }

        return (await client.ApplyAsync(desired, FieldManagers.Apply, cancellationToken).ConfigureAwait(false), true);
    }

    /// <summary>Reads an object that must be this cluster's or not exist.</summary>
    /// <exception cref="ForeignObjectException">It belongs to somebody else.</exception>
    public async Task<T?> FindOwnAsync<T>(V1PostgresCluster cluster, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var found = await client.GetAsync<T>(name, cluster.Metadata.Namespace, cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            RefuseForeign(cluster, found);
        }

        return found;
    }

    private static void RefuseForeign<T>(V1PostgresCluster cluster, T observed)
        where T : class, IKubernetesObject
    {
        if (ObjectMetaSpec.IsOwnedBy(observed, cluster))
        {
            return;
        }

        var owner = ObjectMetaSpec.OwnerOf(cluster);
        var goesAway = observed.Metadata.OwnerReferences?.Exists(other => other.Kind == owner.Kind && other.Name == owner.Name) ?? false;
        throw new ForeignObjectException(ResourceKind.Of<T>().Kind, observed.Metadata.Name!, goesAway);
    }

    private static JsonObject ToJson<T>(T entity)
        where T : class, IKubernetesObject => JsonSerializer.SerializeToNode(entity, KubernetesJson.Default.TypeInfo<T>())!.AsObject();
}
