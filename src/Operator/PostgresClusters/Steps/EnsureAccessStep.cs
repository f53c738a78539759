using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>What agents need to talk to the API server, and the lease that they hold.</summary>
internal sealed class EnsureAccessStep(ObjectApplier applier, IKubernetesClient client, ClusterCaches caches) : IClusterStep
{
    public string Concern => "Access";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var cluster = context.Cluster;
        var key = new NamespacedName(context.Namespace, Names.AgentAccount(context.Name));
        await applier.EnsureAsync(cluster, AgentAccessSpecs.Account(cluster), caches.Accounts.Get(key), cancellationToken).ConfigureAwait(false);
        var instances = Enumerable.Range(1, Math.Clamp(cluster.Spec.Instances, 1, Policies.InstanceRules.Most)).Select(serial => Names.Instance(context.Name, serial))
            .Concat(context.Members).Concat(context.Snapshot.Instances.Keys).Distinct(StringComparer.Ordinal).ToList();
        await applier.EnsureAsync(cluster, AgentAccessSpecs.Role(cluster, instances), caches.Roles.Get(key), cancellationToken).ConfigureAwait(false);
        await applier.EnsureAsync(cluster, AgentAccessSpecs.Binding(cluster), caches.Bindings.Get(key), cancellationToken).ConfigureAwait(false);
        if (context.Snapshot.LeaseRecord is null)
        {
            await CreateLeaseAsync(context, cancellationToken).ConfigureAwait(false);
        }

        return StepResult.Continue;
    }

    private async Task CreateLeaseAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (await applier.FindOwnAsync<Howdah.Kubernetes.Models.V1Lease>(context.Cluster, Names.PrimaryLease(context.Name), cancellationToken).ConfigureAwait(false) is null)
        {
            await client.CreateAsync(LeaseSpec.Build(context.Cluster), cancellationToken).ConfigureAwait(false);
        }
    }
}
