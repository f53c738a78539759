using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class ControllerTests
{
    [Fact]
    public async Task Objects_that_exist_and_objects_that_come_are_reconciled()
    {
        await using var harness = new OperatorHarness();
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);

        await harness.Create("b");

        await harness.Settles(2);
        Assert.Equal(["a", "b"], harness.Controller.Names);
    }

    [Fact]
    public async Task Nothing_is_reconciled_before_all_caches_have_synced()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.Watches<V1Depot>(_ => []));
        await harness.Create("a");
        var gate = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) =>
            request is { Verb: "list", Kind.Kind: "Depot" } ? gate.Task.WaitAsync(stop) : Task.CompletedTask;
        await harness.StartAsync();
        await Eventually.True(() => harness.Informer.HasSynced && harness.Cluster.Count("list") == 2);
        Assert.False(harness.Runtime.HasSynced);
        Assert.Equal(0, harness.Controller.Count);

        gate.SetResult();

        await harness.Settles(1);
    }

    [Fact]
    public async Task The_controller_gets_a_private_copy()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) =>
        {
            widget.Spec.Size = 99;
            widget.Metadata.Labels = new Dictionary<string, string> { ["scribbled"] = "on" };
            return Task.FromResult(ReconciliationResult<V1Widget>.Success(widget));
        };
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);

        var known = harness.Informer.Get(WidgetController.Key("a"))!;
        Assert.Equal(1, known.Spec.Size);
        Assert.Null(known.Metadata.Labels);
        Assert.NotSame(known, harness.Controller.Reconciled[0]);
    }

    [Fact]
    public async Task A_change_of_the_status_alone_is_not_reconciled_and_any_other_is()
    {
        await using var harness = new OperatorHarness();
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);

        await harness.ChangeStatus("a", 5);
        await Eventually.True(() => harness.Informer.List()[0].Status.Seen == 5);
        await harness.Settles(1);
        await harness.Change("a", widget => widget.Spec.Size = 2);
        await harness.Settles(2);
        await harness.Change("a", widget => widget.Metadata.Labels = new Dictionary<string, string> { ["l"] = "1" });
        await harness.Settles(3);
        await harness.Change("a", widget => widget.Metadata.Annotations = new Dictionary<string, string> { ["a"] = "1" });
        await harness.Settles(4);
        await harness.Change("a", widget => widget.Metadata.Finalizers = ["example.com/other"]);
        await harness.Settles(5);
    }

    [Fact]
    public async Task A_deletion_is_told_with_the_last_state_also_when_it_happened_unseen()
    {
        await using var harness = new OperatorHarness();
        await harness.Create("a", widget => widget.Spec.Size = 3);
        await harness.Create("b", widget => widget.Spec.Size = 4);
        await harness.StartedAsync();
        await harness.Settles(2);

        await harness.Delete("a");
        await Eventually.True(() => harness.Controller.Deleted.Count == 1);
        var gap = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb is "watch" or "list" ? gap.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        harness.Cluster.CutWatches();
        await harness.Delete("b");
        harness.Cluster.Compact();
        gap.SetResult();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromSeconds(1), () => harness.Controller.Deleted.Count == 2);

        Assert.Equal([("a", 3), ("b", 4)], harness.Controller.Deleted.Select(widget => (widget.Metadata.Name!, widget.Spec.Size)));
        Assert.Equal(2, harness.Controller.Count);
    }

    [Fact]
    public async Task A_failing_notice_of_deletion_is_tried_again()
    {
        await using var harness = new OperatorHarness();
        var failures = 3;
        harness.Controller.AnswerDeleted = _ => failures-- > 0 ? throw new IOException("not now") : Task.CompletedTask;
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);

        await harness.Delete("a");
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(50), () => harness.Controller.Deleted.Count == 4);
    }

    [Fact]
    public async Task An_object_changed_while_it_is_reconciled_is_reconciled_again_afterwards()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithConcurrency(4));
        var gate = new TaskCompletionSource();
        harness.Controller.Answer = async (widget, _) =>
        {
            await gate.Task;
            return ReconciliationResult<V1Widget>.Success(widget);
        };
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        await harness.Change("a", widget => widget.Spec.Size = 2);
        await harness.Change("a", widget => widget.Spec.Size = 3);
        await Eventually.True(() => harness.Informer.List()[0].Spec.Size == 3);
        Assert.Equal(1, harness.Controller.Count);
        gate.SetResult();

        await harness.Settles(2);
        Assert.Equal([1, 3], harness.Controller.Reconciled.Select(widget => widget.Spec.Size));
        Assert.Equal(1, harness.Controller.Peak);
    }

    [Fact]
    public async Task As_many_objects_run_at_once_as_the_controller_allows()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithConcurrency(3));
        var gate = new TaskCompletionSource();
        harness.Controller.Answer = async (widget, _) =>
        {
            await gate.Task;
            return ReconciliationResult<V1Widget>.Success(widget);
        };
        for (var i = 0; i < 10; i++)
        {
            await harness.Create($"w{i}");
        }

        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 3);
        gate.SetResult();

        await harness.Settles(10);
        Assert.Equal(3, harness.Controller.Peak);
    }

    [Fact]
    public async Task Only_watched_namespaces_are_reconciled()
    {
        await using var harness = new OperatorHarness().WithSettings(settings => settings.Namespaces.Add("default"));
        await harness.Create("a");
        await harness.Cluster.CreateAsync(V1Widget.Named("b", "elsewhere"));

        await harness.StartedAsync();

        await harness.Settles(1);
        Assert.Equal(["a"], harness.Controller.Names);
    }

    [Fact]
    public async Task Anything_can_ask_for_a_reconciliation_through_the_queue()
    {
        await using var harness = new OperatorHarness();
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);
        var queue = harness.Services.GetRequiredService<EntityQueue<V1Widget>>();

        queue(WidgetController.Key("a"));
        await harness.Settles(2);
        queue(WidgetController.Key("a"), TimeSpan.FromMinutes(1));
        queue(WidgetController.Key("missing"));
        harness.Time.Advance(TimeSpan.FromSeconds(59));
        await harness.Settles(2);
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        await harness.Settles(3);
    }

    [Fact]
    public async Task The_parts_an_operator_needs_can_be_asked_for()
    {
        await using var harness = new OperatorHarness();
        await harness.StartedAsync();

        Assert.Same(harness.Informer, harness.Services.GetRequiredService<IEntityCache<V1Widget>>());
        Assert.NotNull(harness.Services.GetRequiredService<EventPublisher>());
        Assert.True(harness.Leadership.IsLeader);
        Assert.Equal(0, harness.Leadership.Epoch);
    }
}
