using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class SecondaryWatchTests
{
    [Fact]
    public async Task Any_change_of_an_owned_object_brings_up_its_owner()
    {
        await using var harness = await Started(controller => controller.Owns<V1Pod>());

        await harness.Cluster.CreateAsync(PodOf("a"));
        await harness.Settles(3);
        var pod = (await harness.Cluster.GetAsync<V1Pod>("pod", "default"))!;
        pod.Status = new V1PodStatus { Phase = "Running" };
        await harness.Cluster.UpdateStatusAsync(pod);
        await harness.Settles(4);
        await harness.Cluster.DeleteAsync<V1Pod>("pod", "default");
        await harness.Settles(5);

        Assert.Equal(["a", "a", "a"], harness.Controller.Names.Skip(2));
    }

    [Fact]
    public async Task An_owned_object_that_changes_hands_brings_up_both_owners()
    {
        await using var harness = await Started(controller => controller.Owns<V1Pod>());
        await harness.Cluster.CreateAsync(PodOf("a"));
        await harness.Settles(3);

        var pod = (await harness.Cluster.GetAsync<V1Pod>("pod", "default"))!;
        pod.Metadata.OwnerReferences = PodOf("b").Metadata.OwnerReferences;
        await harness.Cluster.UpdateAsync(pod);

        await harness.Settles(5);
        Assert.Equal(["a", "b"], harness.Controller.Names.Skip(3).Order());
    }

    [Fact]
    public async Task Owned_objects_that_vanish_unseen_bring_up_their_owner()
    {
        await using var harness = await Started(controller => controller.Owns<V1Pod>());
        await harness.Cluster.CreateAsync(PodOf("b"));
        await harness.Settles(3);
        var gap = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb is "watch" or "list" ? gap.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        harness.Cluster.CutWatches();

        await harness.Cluster.DeleteAsync<V1Pod>("pod", "default");
        harness.Cluster.Compact();
        gap.SetResult();

        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(500), () => harness.Controller.Count == 4);
        Assert.Equal("b", harness.Controller.Names[3]);
    }

    [Fact]
    public async Task Another_kind_brings_up_what_its_state_before_and_after_maps_to()
    {
        await using var harness = await Started(controller => controller.Watches<V1Depot>(
            depot => depot.Spec.Place is { } place ? [WidgetController.Key(place)] : []));

        await harness.Cluster.CreateAsync(Depot("a"));
        await harness.Settles(3);
        var depot = (await harness.Cluster.GetAsync<V1Depot>("north"))!;
        depot.Spec.Place = "b";
        await harness.Cluster.UpdateAsync(depot);
        await harness.Settles(5);
        await harness.Cluster.DeleteAsync<V1Depot>("north");
        await harness.Settles(6);

        Assert.Equal("a", harness.Controller.Names[2]);
        Assert.Equal(["a", "b"], harness.Controller.Names.Skip(3).Take(2).Order());
        Assert.Equal("b", harness.Controller.Names[5]);
    }

    [Fact]
    public async Task A_mapping_can_look_up_what_is_known_of_the_controllers_own_kind()
    {
        await using var harness = await Started(controller => controller.Watches<V1Depot>(
            (_, widgets) => widgets.List().Select(NamespacedName.Of)));

        await harness.Cluster.CreateAsync(Depot("everywhere"));

        await harness.Settles(4);
        Assert.Equal(["a", "b"], harness.Controller.Names.Skip(2).Order());
    }

    [Fact]
    public async Task A_mapping_that_throws_does_no_harm()
    {
        await using var harness = await Started(controller => controller
            .Watches<V1Depot>(depot => depot.Spec.Place is { } place ? [WidgetController.Key(place)] : throw new InvalidOperationException("no place")));

        await harness.Cluster.CreateAsync(Depot(null, "nowhere"));
        await harness.Cluster.CreateAsync(Depot("a"));

        await harness.Settles(3);
    }

    private static async Task<OperatorHarness> Started(Action<ControllerBuilder<V1Widget>> configure)
    {
        var harness = new OperatorHarness().WithController(configure);
        await harness.Create("a");
        await harness.Create("b");
        await harness.StartedAsync();
        await harness.Settles(2);
        return harness;
    }

    private static V1Pod PodOf(string owner) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "pod",
            Namespace = "default",
            OwnerReferences =
            [
                new V1OwnerReference { ApiVersion = "test.howdah.dev/v1", Kind = "Widget", Name = owner, Uid = "u", Controller = true },
            ],
        },
    };

    private static V1Depot Depot(string? place, string name = "north") => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1Depot.DepotSpec { Place = place },
    };
}
