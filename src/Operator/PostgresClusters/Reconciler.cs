using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Steps;

namespace Howdah.Operator.PostgresClusters;

/// <summary>
/// Runs the steps in their order. A step that fails becomes a trouble in a condition and does not keep the others from running: a full disk, an
/// expired certificate or a refused Service never stand in the way of a failover.
/// </summary>
internal sealed class Reconciler(ClusterObserver observer, ClusterMemories memories, IReadOnlyList<IClusterStep> steps, Narrator narrator)
{
    public static readonly TimeSpan StableInterval = TimeSpan.FromSeconds(5);

    /// <summary>For a paused cluster that has no instances: only an event can change anything.</summary>
    public static readonly TimeSpan ParkedInterval = TimeSpan.FromMinutes(10);

    /// <summary>While a failover or a bootstrap is under way.</summary>
    public static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>After a lost compare-and-swap: the watch needs a moment to bring the winner's version.</summary>
    private static readonly TimeSpan ConflictInterval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    public async Task<ReconciliationResult<V1PostgresCluster>> ReconcileAsync(V1PostgresCluster cluster, CancellationToken cancellationToken)
    {
        var memory = memories.Of(cluster);
        var snapshot = await observer.ObserveAsync(cluster, memory, cancellationToken).ConfigureAwait(false);
        var context = new ClusterContext(cluster, memory, snapshot);
        Exception? failure = null;
        foreach (var step in steps.Where(step => step.RunsWhilePaused || !context.Paused))
        {
            try
            {
                if (await step.RunAsync(context, cancellationToken).ConfigureAwait(false) == StepResult.StartOver)
                {
                    return ReconciliationResult<V1PostgresCluster>.Success(context.Cluster, AtOnce);
                }
            }
            catch (KubernetesApiException conflict) when (conflict.IsConflict)
            {
                narrator.Conflicted(context, step.Concern, conflict);
                return ReconciliationResult<V1PostgresCluster>.Success(context.Cluster, ConflictInterval);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (Troubles.Of(step.Concern, exception) is { } trouble)
                {
                    context.Troubles.Add(trouble);
                }
                else
                {
                    failure ??= exception;
                }
            }
        }

        var parked = context is { Paused: true, Members.Count: 0, Snapshot.Instances.Count: 0, Troubles.Count: 0 };
        return failure is null
            ? ReconciliationResult<V1PostgresCluster>.Success(context.Cluster, parked ? ParkedInterval : context.RequeueAfter)
            : ReconciliationResult<V1PostgresCluster>.Failure(context.Cluster, failure.Message, failure, context.RequeueAfter);
    }
}
