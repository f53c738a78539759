using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Replaces pods that were made from an older template, one at a time; the primary's turn begins with a switchover (see the failover step).</summary>
internal sealed class ReplacementStep(IKubernetesClient client, Narrator narrator) : IClusterStep
{
    public string Concern => "Replacement";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Replacement is not { Message: { } message } step)
        {
            return StepResult.Continue;
        }

        context.Activity ??= new Activity("ReplacingPods", message);
        context.LookAgainAfter(Reconciler.BusyInterval);
        if (step.Replace is { } name && context.Status.Restart is null && context.Snapshot.Instance(name)?.Pod is { } pod)
        {
            await client.DeleteAsync<V1Pod>(pod.Metadata.Name!, context.Namespace, new DeleteOptions { PreconditionUid = pod.Metadata.Uid }, cancellationToken)
                .ConfigureAwait(false);
            narrator.Tell(context, "ReplacingPod", message);
        }

        return StepResult.Continue;
    }
}
