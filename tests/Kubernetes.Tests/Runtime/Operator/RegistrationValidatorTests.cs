using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class RegistrationValidatorTests
{
    [Fact]
    public async Task Every_problem_is_listed_at_once()
    {
        await using var harness = new OperatorHarness()
            .WithController(controller => controller.WithName("Bad Name").WithConcurrency(0).WithResync(TimeSpan.Zero).Owns<V1Depot>().Owns<V1Pod>("app=x"))
            .WithSettings(settings =>
            {
                settings.Name = "not a name";
                settings.LeaderElection.Enabled = true;
                settings.LeaderElection.RenewDeadline = TimeSpan.FromSeconds(15);
            })
            .With(builder => builder
                .AddController<SecondController, V1Widget>()
                .AddController<UnmarkedController, Unmarked>()
                .AddController<UnknownController, Unknown>()
                .AddFinalizer<DepotFinalizer, V1Depot>("nodomain")
                .AddInformer<V1Pod>("app=y"));

        var problems = (await Assert.ThrowsAsync<OperatorRegistrationException>(harness.StartAsync)).Problems;

        Assert.Equal(
            [
                "The operator's name 'not a name' is no valid reporting controller: letters, digits, dots and dashes, at most one slash.",
                "The lease duration (15 s) must be longer than the renew deadline (15 s).",
                "Unmarked: Unmarked has no [KubernetesEntity] attribute.",
                "Unknown: no JSON context knows it; add one to OperatorSettings.JsonContexts.",
                "V1Widget has 2 controllers (WidgetController, SecondController); one is allowed.",
                "WidgetController: the concurrency must be at least 1, not 0.",
                "WidgetController: the resync period must be positive.",
                "WidgetController: 'Bad Name' is no valid name: lower-case letters, digits and dashes.",
                "WidgetController: V1Depot is cluster-scoped and cannot be owned by the namespaced V1Widget.",
                "DepotFinalizer: 'nodomain' is no valid finalizer; it needs a domain, as in example.com/cleanup.",
                "DepotFinalizer: V1Depot has no controller, so nobody would run it.",
                "V1Pod is watched with different label selectors: 'app=x' for V1Widget, 'app=y' for AddInformer.",
            ],
            problems);
    }

    [Fact]
    public async Task Controllers_of_the_same_name_are_refused()
    {
        await using var harness = new OperatorHarness().With(builder =>
            builder.AddController<DepotController, V1Depot>(controller => controller.WithName("widget")));

        var refusal = await Assert.ThrowsAsync<OperatorRegistrationException>(harness.StartAsync);

        Assert.Equal(["2 controllers are named 'widget' (WidgetController, DepotController)."], refusal.Problems);
    }

    [Fact]
    public async Task A_controller_whose_parts_are_missing_is_named()
    {
        await using var harness = new OperatorHarness().With(builder => builder.AddController<NeedyController, V1Depot>());

        var refusal = await Assert.ThrowsAsync<OperatorRegistrationException>(harness.StartAsync);

        Assert.StartsWith("NeedyController cannot be built:", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("NeedyController", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_finalizer_twice_on_a_kind_is_refused()
    {
        await using var harness = new OperatorHarness().With(builder => builder
            .AddController<DepotController, V1Depot>()
            .AddFinalizer<DepotFinalizer, V1Depot>("howdah.dev/x")
            .AddFinalizer<DepotFinalizer, V1Depot>("howdah.dev/x"));

        var refusal = await Assert.ThrowsAsync<OperatorRegistrationException>(harness.StartAsync);

        Assert.Equal(["V1Depot has 2 finalizers 'howdah.dev/x'."], refusal.Problems);
    }

    [Fact]
    public async Task A_selector_holds_for_everyone_who_names_none()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.Owns<V1Pod>()).With(builder => builder.AddInformer<V1Pod>("app=x"));

        await harness.StartedAsync();

        Assert.Equal("app=x", Assert.Single(harness.Cluster.Seen("list"), list => list.Kind.Kind == "Pod").List!.LabelSelector);
    }

    private sealed class Unmarked : CustomKubernetesEntity;

    [Entities.Attributes.KubernetesEntity(Group = "test.howdah.dev", Kind = "Unknown", PluralName = "unknowns")]
    private sealed class Unknown : CustomKubernetesEntity;

    private sealed class SecondController : Nothing<V1Widget>;

    private sealed class DepotController : Nothing<V1Depot>;

    private sealed class UnmarkedController : Nothing<Unmarked>;

    private sealed class UnknownController : Nothing<Unknown>;

    private sealed class NeedyController(EntityQueue<V1Pod> queue) : Nothing<V1Depot>
    {
        public EntityQueue<V1Pod> Queue => queue;
    }

    private sealed class DepotFinalizer : IEntityFinalizer<V1Depot>
    {
        public Task<ReconciliationResult<V1Depot>> FinalizeAsync(V1Depot entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<V1Depot>.Success(entity));
    }

    private abstract class Nothing<T> : IEntityController<T>
        where T : class, IKubernetesObject
    {
        public Task<ReconciliationResult<T>> ReconcileAsync(T entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<T>.Success(entity));
    }
}
