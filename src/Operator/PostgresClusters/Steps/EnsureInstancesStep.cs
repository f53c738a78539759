using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>A StatefulSet for each member on record, and none for anybody else.</summary>
internal sealed class EnsureInstancesStep(ObjectApplier applier, IKubernetesClient client, OperatorOptions options) : IClusterStep
{
    public string Concern => "Instances";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var members = (context.Before.Members ?? []).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        if (context.Problems.Count == 0)
        {
            foreach (var member in members.Where(context.Members.Contains).Order(StringComparer.Ordinal))
            {
                await EnsureAsync(context, member, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var instance in context.Snapshot.Instances.Values.Where(instance => instance.StatefulSet is not null && !members.Contains(instance.Name)))
        {
            await RemoveAsync(context, instance, cancellationToken).ConfigureAwait(false);
        }

        return StepResult.Continue;
    }

    private async Task EnsureAsync(ClusterContext context, string member, CancellationToken cancellationToken)
    {
        var observed = context.Snapshot.Instance(member)?.StatefulSet;
        if (observed is null && context.Troubles.Count > 0)
        {
            // Without its Secrets and its account a pod would only wait.
            return;
        }

        var desired = InstanceStatefulSetSpec.Build(context.Cluster, member, options);
        if (observed is { Metadata.DeletionTimestamp: null } && ClaimDiffers(desired, observed))
        {
            // What cannot be changed is made anew; the pod stays and is adopted.
            await client.DeleteAsync<V1StatefulSet>(
                member, context.Namespace, new DeleteOptions { PropagationPolicy = "Orphan", PreconditionUid = observed.Metadata.Uid }, cancellationToken).ConfigureAwait(false);
            context.LookAgainAfter(Reconciler.BusyInterval);
            return;
        }

        if (observed?.Metadata.DeletionTimestamp is not null)
        {
            context.LookAgainAfter(Reconciler.BusyInterval);
            return;
        }

        await applier.EnsureAsync(context.Cluster, desired, observed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The volume claim template is immutable; of what is in it, only the size can have changed.</summary>
    private static bool ClaimDiffers(V1StatefulSet desired, V1StatefulSet observed) => Size(desired) is { } wanted && Size(observed) is { } present && wanted != present;

    private static ResourceQuantity? Size(V1StatefulSet set) => VolumeRequests.Requested(set.Spec?.VolumeClaimTemplates?.FirstOrDefault());

    private async Task RemoveAsync(ClusterContext context, InstanceFacts instance, CancellationToken cancellationToken)
    {
        // Only a status that names a primary tells who is no member; and an old copy of it must not decide.
        var now = await client.GetAsync<V1PostgresCluster>(context.Name, context.Namespace, cancellationToken).ConfigureAwait(false);
        if (now?.Metadata.Uid != context.Cluster.Metadata.Uid || now?.Status is not { CurrentPrimary: not null, Members: { } members }
            || members.Exists(member => member.Name == instance.Name) || instance.StatefulSet!.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        if (context.Cluster.Spec.Storage.DeletionPolicy == "Delete" && instance.Volume is { Metadata.DeletionTimestamp: null } volume)
        {
            await DeleteAsync(volume, cancellationToken).ConfigureAwait(false);
        }

        await DeleteAsync(instance.StatefulSet, cancellationToken).ConfigureAwait(false);
        context.LookAgainAfter(Reconciler.BusyInterval);
    }

    private Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => client.DeleteAsync<T>(
            entity.Metadata.Name!, entity.Metadata.Namespace, new DeleteOptions { PropagationPolicy = "Background", PreconditionUid = entity.Metadata.Uid }, cancellationToken);
}
