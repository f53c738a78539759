using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.PostgresClusters.Steps;

namespace Howdah.Operator.PostgresClusters;

/// <summary>
/// Ends a cluster in order: agents see the deletion and stop their servers, the primary's StatefulSet goes first, volumes go if that was asked for. Bounded in
/// time: an unreachable pod cannot hold the cluster for ever. Everything else follows by owner references.
/// </summary>
internal sealed class PostgresClusterFinalizer(
    IKubernetesClient client, ClusterObserver observer, ClusterMemories memories, StatusStep status, Narrator narrator) : IEntityFinalizer<V1PostgresCluster>
{
    public const string Id = "howdah.dev/cluster";

    private const string Topic = "deletion";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public async Task<ReconciliationResult<V1PostgresCluster>> FinalizeAsync(V1PostgresCluster entity, CancellationToken cancellationToken)
    {
        var memory = memories.Of(entity);
        var context = new ClusterContext(entity, memory, await observer.ObserveAsync(entity, memory, cancellationToken).ConfigureAwait(false));
        var decision = DeletionPolicy.Decide(
            [.. context.Snapshot.Instances.Values],
            context.Status.CurrentPrimary,
            context.Snapshot.Now - (entity.Metadata.DeletionTimestamp ?? context.Snapshot.Now),
            TimeSpan.FromSeconds(entity.Spec.StopTimeoutSeconds + PodSpecs.StopMarginSeconds));
        narrator.TellOnce(context, Topic, "Deleting", decision.Message, warning: false);
        context.Activity = new Activity("Deleting", decision.Message);
        await WriteStatusAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (var name in decision.Remove)
        {
            var set = context.Snapshot.Instance(name)!.StatefulSet!;
            await DeleteAsync(set, cancellationToken).ConfigureAwait(false);
        }

        if (!decision.Done)
        {
            return ReconciliationResult<V1PostgresCluster>.Success(context.Cluster, LookAgain);
        }

        await DeleteVolumesAsync(context, cancellationToken).ConfigureAwait(false);
        return ReconciliationResult<V1PostgresCluster>.Success(context.Cluster);
    }

    /// <summary>People like to read how far it is, but the deletion does not depend on it.</summary>
    private async Task WriteStatusAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        try
        {
            await status.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException)
        {
            // The next look writes it.
        }
    }

    private async Task DeleteVolumesAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var volumes = context.Snapshot.Instances.Values.Select(instance => instance.Volume).OfType<V1PersistentVolumeClaim>().ToList();
        if (volumes.Count == 0)
        {
            return;
        }

        var names = string.Join(", ", volumes.Select(volume => volume.Metadata.Name).Order(StringComparer.Ordinal));
        if (context.Cluster.Spec.Storage.DeletionPolicy != "Delete")
        {
            narrator.Tell(context, "VolumesKept", $"{names} are kept; a cluster named {context.Name} would go on with them");
            return;
        }

        foreach (var volume in volumes.Where(volume => volume.Metadata.DeletionTimestamp is null))
        {
            await DeleteAsync(volume, cancellationToken).ConfigureAwait(false);
        }

        narrator.Tell(context, "VolumesDeleted", $"{names} are deleted, as spec.storage.deletionPolicy says");
    }

    private Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => client.DeleteAsync<T>(
            entity.Metadata.Name!,
            entity.Metadata.Namespace,
            new DeleteOptions { PropagationPolicy = "Background", PreconditionUid = entity.Metadata.Uid },
            cancellationToken);
}
