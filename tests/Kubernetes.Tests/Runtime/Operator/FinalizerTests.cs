using System.Collections.Concurrent;
using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class FinalizerTests
{
    private const string First = "test.howdah.dev/first";
    private const string Second = "test.howdah.dev/second";

    [Fact]
    public async Task Finalizers_are_attached_by_a_versioned_merge_patch_before_the_first_reconciliation()
    {
        await using var harness = Harness(out _);
        await harness.Create("a", widget => widget.Metadata.Finalizers = ["example.com/foreign"]);
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Count >= 1);

        Assert.Equal(["example.com/foreign", First, Second], harness.Controller.Reconciled[0].Metadata.Finalizers);
        var patch = Assert.Single(harness.Cluster.Seen("patch"));
        Assert.Equal(["resourceVersion", "finalizers"], patch.Body!["metadata"]!.AsObject().Select(field => field.Key));
        Assert.Equal(harness.Cluster.Stored<V1Widget>()[0].Metadata.ResourceVersion, harness.Controller.Reconciled[0].Metadata.ResourceVersion);
    }

    [Fact]
    public async Task An_object_that_has_them_is_not_patched()
    {
        await using var harness = Harness(out _);
        await harness.Create("a", widget => widget.Metadata.Finalizers = [Second, First]);
        await harness.StartedAsync();
        await harness.Settles(1);

        Assert.Equal(0, harness.Cluster.Count("patch"));
    }

    [Fact]
    public async Task A_conflict_while_attaching_is_tried_again_with_the_newer_object()
    {
        await using var harness = Harness(out _);
        await harness.Create("a");
        var interferences = 1;
        harness.Cluster.Before = async (request, _) =>
        {
            if (request.Verb == "patch" && interferences-- > 0)
            {
                await harness.Change("a", widget => widget.Metadata.Labels = new Dictionary<string, string> { ["by"] = "another" });
            }
        };

        await harness.StartedAsync();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(5), () => harness.Controller.Count >= 1);

        Assert.Equal("another", harness.Controller.Reconciled[0].Metadata.Labels!["by"]);
        Assert.Equal([First, Second], harness.Controller.Reconciled[0].Metadata.Finalizers);
    }

    [Fact]
    public async Task A_deleted_object_is_finalized_in_order_released_and_told_as_deleted_but_never_reconciled()
    {
        await using var harness = Harness(out var log);
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Count >= 1 && harness.Informer.List()[0].Metadata.Finalizers?.Count == 2);
        await Eventually.True(() => harness.Queue.Depth == 0 && harness.Queue.ProcessingCount == 0);
        var reconciliations = harness.Controller.Count;

        await harness.Delete("a");

        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(5), () => harness.Controller.Deleted.Count == 1);
        Assert.Equal([First, Second], log);
        Assert.Empty(harness.Cluster.Stored<V1Widget>());
        Assert.Equal(reconciliations, harness.Controller.Count);
    }

    [Fact]
    public async Task A_finalizer_is_called_until_it_succeeds_without_asking_to_be_called_again()
    {
        await using var harness = new OperatorHarness();
        var answers = new Queue<Func<V1Widget, ReconciliationResult<V1Widget>>>(
        [
            _ => throw new IOException("the backup is away"),
            widget => ReconciliationResult<V1Widget>.Failure(widget, "not yet"),
            widget => ReconciliationResult<V1Widget>.Success(widget, TimeSpan.FromSeconds(5)),
            widget => ReconciliationResult<V1Widget>.Success(widget),
        ]);
        var calls = 0;
        harness.With(builder => Add(builder, First, widget =>
        {
            calls++;
            return answers.Dequeue()(widget);
        }));
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Informer.List()[0].Metadata.Finalizers?.Count == 1);

        await harness.Delete("a");
        for (var call = 1; call <= 3; call++)
        {
            await Eventually.True(() => calls == call && harness.Queue.ProcessingCount == 0);
            Assert.Equal([First], harness.Cluster.Stored<V1Widget>()[0].Metadata.Finalizers);
            harness.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await Eventually.True(() => harness.Cluster.Stored<V1Widget>().Count == 0);
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task A_conflict_while_detaching_runs_the_finalizer_again_and_keeps_what_others_wrote()
    {
        await using var harness = Harness(out var log);
        await harness.Create("a", widget => widget.Metadata.Finalizers = [First, "example.com/foreign"]);
        await harness.StartedAsync();
        await Eventually.True(() => harness.Informer.List()[0].Metadata.Finalizers?.Count == 3);
        var interferences = 1;
        harness.Cluster.Before = async (request, _) =>
        {
            if (request.Verb == "patch" && interferences-- > 0)
            {
                await harness.Change("a", widget => widget.Metadata.Finalizers!.Add("example.com/later"));
            }
        };

        await harness.Delete("a");

        await Eventually.TrueWhileAdvancing(
            harness.Time,
            TimeSpan.FromMilliseconds(5),
            () => harness.Cluster.Stored<V1Widget>()[0].Metadata.Finalizers!.SequenceEqual(["example.com/foreign", "example.com/later"]));
        Assert.Equal([First, First, Second], log);
    }

    [Fact]
    public async Task A_finalizer_that_succeeded_does_not_run_again_because_the_cache_is_behind()
    {
        await using var harness = Harness(out var log);
        await harness.Create("a", widget => widget.Metadata.Finalizers = ["example.com/foreign"]);
        await harness.StartedAsync();
        await Eventually.True(() => harness.Informer.List()[0].Metadata.Finalizers?.Count == 3);
        var release = new TaskCompletionSource();
        await harness.Delete("a");
        harness.Cluster.StallWatches();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(5), () => !log.IsEmpty || harness.Queue.Depth > 0);
        harness.Services.GetRequiredService<EntityQueue<V1Widget>>()(WidgetController.Key("a"));
        await Eventually.True(() => log.Count == 2 && harness.Queue.ProcessingCount == 0);

        harness.Services.GetRequiredService<EntityQueue<V1Widget>>()(WidgetController.Key("a"));

        await Eventually.True(() => harness.Queue.Depth == 0 && harness.Queue.ProcessingCount == 0);
        Assert.Equal([First, Second], log);
        Assert.Contains(First, harness.Informer.List()[0].Metadata.Finalizers!);
    }

    [Fact]
    public async Task An_object_that_vanishes_while_its_finalizers_are_attached_is_no_error()
    {
        await using var harness = Harness(out _);
        await harness.Create("a");
        harness.Cluster.Before = async (request, _) =>
        {
            if (request.Verb == "patch")
            {
                await harness.Delete("a");
                await Eventually.True(() => harness.Informer.Count == 0);
                throw new KubernetesApiException(HttpStatusCode.NotFound, "NotFound", "a not found");
            }
        };

        await harness.StartedAsync();

        await Eventually.True(() => harness.Controller.Deleted.Count == 1);
        Assert.Equal(0, harness.Delayed());
        Assert.Equal(0, harness.Controller.Count);
    }

    private static OperatorHarness Harness(out ConcurrentQueue<string> log)
    {
        var calls = new ConcurrentQueue<string>();
        log = calls;
        return new OperatorHarness().With(builder =>
        {
            Add(builder, First, widget => Called(First, widget));
            Add(builder, Second, widget => Called(Second, widget));
        });

        ReconciliationResult<V1Widget> Called(string id, V1Widget widget)
        {
            calls.Enqueue(id);
            return ReconciliationResult<V1Widget>.Success(widget);
        }
    }

    private static void Add(OperatorBuilder builder, string id, Func<V1Widget, ReconciliationResult<V1Widget>> answer)
    {
        if (id == First)
        {
            builder.Services.AddSingleton(new FirstFinalizer(answer));
            builder.AddFinalizer<FirstFinalizer, V1Widget>(id);
        }
        else
        {
            builder.Services.AddSingleton(new SecondFinalizer(answer));
            builder.AddFinalizer<SecondFinalizer, V1Widget>(id);
        }
    }

    private sealed class FirstFinalizer(Func<V1Widget, ReconciliationResult<V1Widget>> answer) : IEntityFinalizer<V1Widget>
    {
        public Task<ReconciliationResult<V1Widget>> FinalizeAsync(V1Widget entity, CancellationToken cancellationToken) => Task.FromResult(answer(entity));
    }

    private sealed class SecondFinalizer(Func<V1Widget, ReconciliationResult<V1Widget>> answer) : IEntityFinalizer<V1Widget>
    {
        public Task<ReconciliationResult<V1Widget>> FinalizeAsync(V1Widget entity, CancellationToken cancellationToken) => Task.FromResult(answer(entity));
    }
}
