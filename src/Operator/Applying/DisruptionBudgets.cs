using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Applying;

/// <summary>PodDisruptionBudgets, in the version that the server has. No informer keeps them: they are looked at now and then.</summary>
internal sealed class DisruptionBudgets(ObjectApplier applier, IKubernetesClient client)
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <param name="owner">One of our kinds, as it came from the server.</param>
    /// <param name="metadata">Built anew, owner reference included.</param>
    /// <param name="spec">Null when there is to be none.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="ForeignObjectException">One of this name belongs to somebody else.</exception>
    public async Task EnsureAsync(IKubernetesObject owner, V1ObjectMeta metadata, V1PodDisruptionBudgetSpec? spec, CancellationToken cancellationToken)
    {
        if (await client.Discovery.ServesAsync("policy/v1", "poddisruptionbudgets", cancellationToken).ConfigureAwait(false))
        {
            await EnsureAsync(owner, new V1PodDisruptionBudget { Metadata = metadata, Spec = spec }, spec is not null, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await EnsureAsync(owner, new V1Beta1PodDisruptionBudget { Metadata = metadata, Spec = spec }, spec is not null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EnsureAsync<T>(IKubernetesObject owner, T desired, bool isWanted, CancellationToken cancellationToken)
        where T : KubernetesObject
    {
        var present = await applier.FindOwnAsync<T>(owner, desired.Metadata.Name!, cancellationToken).ConfigureAwait(false);
        if (isWanted)
        {
            var kind = ResourceKind.Of<T>();
            (desired.ApiVersion, desired.Kind) = (kind.ApiVersion, kind.Kind);
            await applier.EnsureAsync(owner, desired, present, cancellationToken).ConfigureAwait(false);
        }
        else if (present is not null)
        {
            await client.DeleteAsync<T>(present.Metadata.Name!, owner.Metadata.Namespace, new DeleteOptions { PreconditionUid = present.Metadata.Uid }, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
