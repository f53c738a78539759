using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>
/// The PodMonitor, where it is asked for and its kind is served. That it is not served is told by an Event and no trouble of the cluster: PostgreSQL does
/// not depend on being watched. No informer keeps it, because its kind may be missing.
/// </summary>
internal sealed class EnsurePodMonitorStep(ObjectApplier applier, IKubernetesClient client, Narrator narrator) : IClusterStep
{
    private const string Topic = "pod-monitor";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhileMissing = TimeSpan.FromMinutes(1);
    private static readonly ResourceKind Kind = ResourceKind.Of<V1PodMonitor>();

    public string Concern => "PodMonitor";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var wanted = PodMonitorSpec.Wanted(context.Cluster);
        var facts = wanted ? $"{context.Cluster.Metadata.Generation}" : "none";
        var missing = context.Memory.HasTold && context.Memory.Told.ContainsKey(Topic);
        if (context.Problems.Count > 0 || context.Memory.IsDone(Concern, facts, !wanted ? TimeSpan.MaxValue : missing ? WhileMissing : Every))
        {
            return StepResult.Continue;
        }

        var served = await client.Discovery.ServesAsync(Kind.ApiVersion, Kind.Plural, cancellationToken).ConfigureAwait(false);
        if (served)
        {
            await EnsureAsync(context, wanted, cancellationToken).ConfigureAwait(false);
        }

        if (wanted && !served)
        {
            narrator.TellOnce(
                context,
                Topic,
                "PodMonitorsNotServed",
                $"spec.monitoring.podMonitor: the API server knows no {Kind.Kind} of {Kind.ApiVersion}; install the Prometheus operator, or remove the field");
        }
        else
        {
            Narrator.Settle(context, Topic);
        }

        context.Memory.Done(Concern, facts);
        return StepResult.Continue;
    }

    private async Task EnsureAsync(ClusterContext context, bool wanted, CancellationToken cancellationToken)
    {
        var name = PodMonitorSpec.NameOf(context.Cluster);
        if (wanted)
        {
            var present = await applier.FindOwnAsync<V1PodMonitor>(context.Cluster, name, cancellationToken).ConfigureAwait(false);
            await applier.EnsureAsync(context.Cluster, PodMonitorSpec.Build(context.Cluster), present, cancellationToken).ConfigureAwait(false);
        }
        else if (await client.GetAsync<V1PodMonitor>(name, context.Namespace, cancellationToken).ConfigureAwait(false) is { } left
            && Owners.IsOwnedBy(left, context.Cluster))
        {
            await client.DeleteAsync<V1PodMonitor>(name, context.Namespace, new DeleteOptions { PreconditionUid = left.Metadata.Uid }, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
