using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;

namespace Howdah.Operator.Applying;

/// <summary>Makes objects as they are wanted, with as few requests as possible, and never takes over somebody else's.</summary>
internal sealed class ObjectApplier(IKubernetesClient client)
{
    private static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default, ApplyingJsonContext.Default);

    /// <summary>Hash of what was last applied: tells a field that is no longer wanted from one that the server added.</summary>
    public const string AppliedAnnotation = GroupNames.Group + "/applied";

    /// <summary>Applies <paramref name="desired"/> unless <paramref name="observed"/> already is that.</summary>
    /// <param name="owner">One of our kinds, as it came from the server.</param>
    /// <param name="desired">Built anew, owner reference included.</param>
    /// <param name="observed">As the informer knows it, or null.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The object as it is now, and whether a request changed it.</returns>
    /// <exception cref="ForeignObjectException">The object belongs to somebody else.</exception>
    public async Task<(T Entity, bool Changed)> EnsureAsync<T>(IKubernetesObject owner, T desired, T? observed, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var wanted = ToJson(desired);
        var hash = ContentHash.Of(wanted);
        desired.Metadata.Annotations ??= [];
        desired.Metadata.Annotations[AppliedAnnotation] = hash;

        observed ??= await FindOwnAsync<T>(owner, desired.Metadata.Name!, cancellationToken).ConfigureAwait(false);
        if (observed is not null)
        {
            RefuseForeign(owner, observed);
            if (observed.Metadata.Annotations?.GetValueOrDefault(AppliedAnnotation) == hash && DesiredState.IsContained(wanted, ToJson(observed)))
            {
                return (observed, false);
            }
        }

        return (await client.ApplyAsync(desired, ManagerOf(owner), cancellationToken).ConfigureAwait(false), true);
    }

    /// <summary>Reads an object that must be the owner's or not exist.</summary>
    /// <exception cref="ForeignObjectException">It belongs to somebody else.</exception>
    public async Task<T?> FindOwnAsync<T>(IKubernetesObject owner, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var found = await client.GetAsync<T>(name, owner.Metadata.Namespace, cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            RefuseForeign(owner, found);
        }

        return found;
    }

    private static void RefuseForeign<T>(IKubernetesObject owner, T observed)
        where T : class, IKubernetesObject
    {
        if (Owners.IsOwnedBy(observed, owner))
        {
            return;
        }

        var kind = ResourceKind.Of(owner.GetType()).Kind;
        var goesAway = observed.Metadata.OwnerReferences?.Exists(other => other.Kind == kind && other.Name == owner.Metadata.Name) ?? false;
        throw new ForeignObjectException(ResourceKind.Of<T>().Kind, observed.Metadata.Name!, kind, goesAway);
    }

    /// <summary>The name under which a kind's controller owns fields.</summary>
    public static ApplyOptions ManagerOf(IKubernetesObject owner) => new("howdah-" + ResourceKind.Of(owner.GetType()).Kind.ToLowerInvariant());

    private static JsonObject ToJson<T>(T entity)
        where T : class, IKubernetesObject => JsonSerializer.SerializeToNode(entity, Json.TypeInfo<T>())!.AsObject();
}
