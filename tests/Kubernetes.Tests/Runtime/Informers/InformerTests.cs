using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class InformerTests
{
    [Fact]
    public async Task Only_the_given_namespaces_are_watched_and_it_is_synced_when_the_last_is_listed()
    {
        await using var harness = new InformerHarness(new InformerOptions<V1Widget> { Namespaces = ["red", "blue", "red"] });
        await harness.Create("a", "red");
        await harness.Create("b", "blue");
        await harness.Create("c", "green");
        var gate = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request is { Verb: "list", Namespace: "blue" } ? gate.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Start();
        await Eventually.True(() => harness.Cluster.OpenWatches == 1);
        Assert.False(harness.Informer.HasSynced);

        gate.SetResult();

        await harness.Watching();
        Assert.Equal(["a", "b"], harness.Informer.List().Select(widget => widget.Metadata.Name).Order());
        Assert.Equal(2, harness.Cluster.OpenWatches);
        await harness.Create("d", "blue");
        await harness.Create("e", "green");
        await Eventually.True(() => harness.Informer.Count == 3);
    }

    [Fact]
    public async Task A_cluster_scoped_kind_is_watched_as_a_whole_whatever_the_namespaces()
    {
        var cluster = new InMemoryCluster(TimeProvider.System);
        await cluster.CreateAsync(new V1Depot { Metadata = new() { Name = "north" } });
        var informer = new Informer<V1Depot>(cluster, new InformerOptions<V1Depot> { Namespaces = ["red"] }, TimeProvider.System, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var run = informer.RunAsync(stop.Token);

        await Eventually.Completes(informer.WaitForSyncAsync(CancellationToken.None));

        Assert.Equal("north", informer.Get(new NamespacedName("", "north"))!.Metadata.Name);
        await stop.CancelAsync();
        await Eventually.Completes(run);
    }

    [Fact]
    public async Task Selectors_are_sent_with_every_list_and_watch()
    {
        await using var harness = await InformerHarness.Started(new InformerOptions<V1Widget> { LabelSelector = "app=x", FieldSelector = "metadata.name=y" });

        var (list, watch) = (harness.Cluster.Seen("list").Single().List!, harness.Cluster.Seen("watch").Single().Watch!);
        Assert.Equal(("app=x", "metadata.name=y"), (list.LabelSelector, list.FieldSelector));
        Assert.Equal(("app=x", "metadata.name=y"), (watch.LabelSelector, watch.FieldSelector));
    }

    [Fact]
    public async Task A_handler_that_throws_harms_neither_the_cache_nor_the_other_handlers()
    {
        await using var harness = new InformerHarness();
        harness.Informer.OnChange(_ => throw new InvalidOperationException("broken handler"));
        var after = new List<string>();
        harness.Informer.OnChange(delta => after.Add(delta.Key.Name));
        harness.Start();
        await harness.Watching();

        await harness.Create("a");
        await harness.Create("b");

        await Eventually.True(() => harness.Informer.Count == 2 && after.Count == 2);
        Assert.Equal(["Added a", "Added b"], harness.Deltas);
        Assert.Equal(1, harness.Cluster.Count("watch"));
    }

    [Fact]
    public async Task The_transform_is_applied_to_listed_and_watched_objects_and_may_fail()
    {
        var options = new InformerOptions<V1Widget>
        {
            Transform = widget => widget.Metadata.Name == "odd" ? throw new InvalidOperationException("no") : V1Widget.Named("x" + widget.Metadata.Name, size: 42),
        };
        await using var harness = await InformerHarness.Started(options, existing: ["a", "odd"]);

        await harness.Create("b");

        await Eventually.True(() => harness.Informer.Count == 3);
        Assert.Equal([("odd", 1), ("xa", 42), ("xb", 42)], harness.Informer.List().Select(widget => (widget.Metadata.Name!, widget.Spec.Size)).Order());
    }

    [Fact]
    public async Task It_runs_once_and_takes_handlers_only_before()
    {
        await using var harness = await InformerHarness.Started();

        Assert.Throws<InvalidOperationException>(() => harness.Informer.OnChange(_ => { }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Informer.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_quiet_watch_is_alive_and_a_loop_that_hangs_is_not()
    {
        await using var harness = await InformerHarness.Started();
        for (var minute = 0; minute < 60; minute++)
        {
            harness.Time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.True(() => harness.Cluster.OpenWatches == 1);
            Assert.Null(harness.Informer.StuckReason);
        }

        var hang = new TaskCompletionSource();
        harness.Cluster.Before = (_, _) => hang.Task;
        harness.Cluster.CutWatches();
        await Eventually.True(() => harness.Cluster.Count("watch") > 1);
        harness.Time.Advance(TimeSpan.FromMinutes(13));

        Assert.Contains("silent", harness.Informer.StuckReason, StringComparison.Ordinal);
        hang.SetResult();
    }

    [Fact]
    public async Task The_server_being_away_is_an_error_but_no_reason_to_restart()
    {
        await using var harness = new InformerHarness();
        harness.Cluster.Before = (_, _) => throw new HttpRequestException("connection refused");
        harness.Start();
        for (var minute = 0; minute < 30; minute++)
        {
            await Eventually.True(() => harness.Time.ArmedTimers == 1 && harness.Informer.LastError is not null);
            harness.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Null(harness.Informer.StuckReason);
        Assert.Equal("connection refused", harness.Informer.LastError);
        Assert.False(harness.Informer.HasSynced);
    }

    [Fact]
    public async Task Stopping_ends_the_watches()
    {
        var harness = await InformerHarness.Started();

        await harness.DisposeAsync();

        Assert.Equal(0, harness.Cluster.OpenWatches);
        Assert.Equal(0, harness.Time.ArmedTimers);
    }
}
