using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.Tests.Applying;

public sealed class DisruptionBudgetsTests
{
    [Fact]
    public async Task Both_versions_of_a_disruption_budget_say_the_same()
    {
        var current = await EnsureAsync<V1PodDisruptionBudget>(ResourceKind.Of<V1Beta1PodDisruptionBudget>());
        var old = await EnsureAsync<V1Beta1PodDisruptionBudget>(ResourceKind.Of<V1PodDisruptionBudget>());

        Assert.Equal(("policy/v1", "policy/v1beta1"), (current.ApiVersion, old.ApiVersion));
        Assert.Equal(1, current.Spec!.MaxUnavailable!.Value.Number);
        Assert.Equal(current.Spec.MaxUnavailable, old.Spec!.MaxUnavailable);
        Assert.Equal(current.Spec.Selector!.MatchLabels, old.Spec.Selector!.MatchLabels);
    }

    /// <summary>The budget as a server has it that does not serve the other version; it is gone again once none is wanted.</summary>
    private static async Task<T> EnsureAsync<T>(ResourceKind other)
        where T : KubernetesObject
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Register(ResourceKind.Of<V1PostgresCluster>());
        server.Register(ResourceKind.Of<T>());
        server.Withdraw(other);
        using var client = server.CreateClient(new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default, ApplyingJsonContext.Default] });
        var wanted = TestClusters.Create();
        wanted.Metadata.Uid = null;
        var cluster = await client.CreateAsync(wanted);
        var name = Names.PodDisruptionBudget(cluster.Metadata.Name!);
        var budgets = new DisruptionBudgets(new ObjectApplier(client), client);

        await budgets.EnsureAsync(cluster, ObjectMetaSpec.Build(cluster, name), DisruptionBudgetSpec.Build(cluster), CancellationToken.None);
        var budget = await client.GetAsync<T>(name, cluster.Metadata.Namespace);
        await budgets.EnsureAsync(cluster, ObjectMetaSpec.Build(cluster, name), null, CancellationToken.None);

        Assert.Null(await client.GetAsync<T>(name, cluster.Metadata.Namespace));
        return budget!;
    }
}
