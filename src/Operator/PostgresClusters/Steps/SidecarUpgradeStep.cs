using Howdah.HighAvailability;
using Howdah.HighAvailability.Rollout;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>
/// Gives running pods a new howdah image for their agent, without touching PostgreSQL: the kubelet restarts that one container. One pod at a time, the
/// primary last.
/// </summary>
internal sealed class SidecarUpgradeStep(IKubernetesClient client, OperatorOptions options, Narrator narrator) : IClusterStep
{
    public string Concern => "SidecarUpgrade";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var outdated = context.State.Members.Select(member => context.Snapshot.Instance(member.Name)).OfType<InstanceFacts>().Where(IsOutdated)
            .OrderBy(instance => instance.Name == context.State.CurrentPrimary).ThenByDescending(instance => Names.Serial(context.Name, instance.Name)).ToList();
        if (outdated.Count == 0 || context.State.SystemIdentifier is null)
        {
            return StepResult.Continue;
        }

        var next = outdated[0];
        var others = context.State.Members.Select(member => member.Name)
            .Where(name => name != next.Name && !context.State.Fenced.Contains(name) && !InstanceHealth.IsHealthy(context.State, context.Snapshot.Reports, name)).ToList();
        var waits = others.Count > 0 || context.State.Failover.State != FailoverState.Stable || context.Status.Restart is not null || context.Replacement?.Replace is not null;
        var message = waits ? $"The upgrade of {next.Name}'s agent waits for {(others.Count > 0 ? string.Join(", ", others) : "other changes")}" : $"Upgrading the agent of {next.Name}";
        context.Activity ??= new Activity("UpgradingSidecars", message);
        context.LookAgainAfter(Reconciler.BusyInterval);
        if (!waits)
        {
            await client.ApplyAsync(Image(next.Pod!), FieldManagers.Apply, cancellationToken).ConfigureAwait(false);
            narrator.Tell(context, "UpgradingSidecar", $"{message} to {options.SidecarImage}");
        }

        return StepResult.Continue;
    }

    private bool IsOutdated(InstanceFacts instance) =>
        instance.Pod is { Metadata.DeletionTimestamp: null, Spec.Containers: { } containers }
        && containers.Find(container => container.Name == PodLayout.SidecarContainer) is { Image: { } image } && image != options.SidecarImage;

    /// <summary>Of a pod's containers nothing but the image can be changed.</summary>
    private V1Pod Image(V1Pod pod) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, Namespace = pod.Metadata.Namespace, Uid = pod.Metadata.Uid },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = PodLayout.SidecarContainer, Image = options.SidecarImage }] },
    };
}
