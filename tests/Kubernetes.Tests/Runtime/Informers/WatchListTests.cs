using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class WatchListTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_initial_state_is_streamed_and_the_same_stream_goes_on()
    {
        await using var harness = await InformerHarness.Started(watchList: true, existing: ["a", "b"]);
        await harness.Create("c");

        await harness.SeesWhatIsStored();

        Assert.Equal(["Added a", "Added b", "Added c"], harness.Deltas);
        Assert.Equal(0, harness.Cluster.Count("list"));
        var watch = Assert.Single(harness.Cluster.Seen("watch")).Watch!;
        Assert.Equal((true, "NotOlderThan", "", true), (watch.SendInitialEvents, watch.ResourceVersionMatch, watch.ResourceVersion, watch.AllowBookmarks));
    }

    [Fact]
    public async Task The_next_watch_starts_at_the_last_event_without_initial_state()
    {
        await using var harness = await InformerHarness.Started(watchList: true, existing: ["a"]);
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();

        await Eventually.True(() => harness.Cluster.Count("watch") == 2);

        var watch = harness.Cluster.Seen("watch")[1].Watch!;
        Assert.Equal((null, null, harness.Cluster.Revision), (watch.SendInitialEvents, watch.ResourceVersionMatch, watch.ResourceVersion));
    }

    [Fact]
    public async Task A_server_that_refuses_is_listed_and_never_asked_again()
    {
        await using var harness = new InformerHarness(watchList: true);
        harness.Cluster.ServesWatchList = false;
        await harness.Create("a");
        harness.Start();
        await harness.Watching();
        harness.Time.Advance(Second);
        harness.Cluster.Compact();
        harness.Cluster.CutWatches();
        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Status.Lists == 2);

        Assert.False(harness.Support.IsWorthTrying);
        Assert.Single(harness.Cluster.Seen("watch"), watch => watch.Watch!.SendInitialEvents is true);
        Assert.Equal(2, harness.Cluster.Count("list"));
    }

    [Fact]
    public async Task A_relist_by_stream_emits_deletes_for_vanished_objects()
    {
        await using var harness = await InformerHarness.Started(watchList: true, existing: ["a", "b"]);
        var gap = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb is "watch" ? gap.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches(new KubernetesApiException(HttpStatusCode.Gone, "Expired", "too old resource version"));
        await harness.Delete("b");
        harness.Cluster.Compact();
        gap.SetResult();

        await harness.SeesWhatIsStoredWhileTimePasses(Second);

        Assert.Equal(["Added a", "Added b", "Deleted b"], harness.Deltas);
        Assert.Equal(0, harness.Cluster.Count("list"));
    }

    [Fact]
    public async Task A_server_that_ignores_the_request_for_state_is_listed_after_half_a_minute_of_silence()
    {
        await using var harness = new InformerHarness(watchList: true);
        await harness.Create("a");
        harness.Cluster.WithholdInitialEventsEnd = true;
        harness.Start();
        await Eventually.True(() => harness.Cluster.OpenWatches == 1);

        harness.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(harness.Informer.HasSynced);
        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Informer.HasSynced);

        Assert.Equal(1, harness.Cluster.Count("list"));
        Assert.Equal(["Added a"], harness.Deltas);
        Assert.False(harness.Support.IsWorthTrying);
    }

    [Fact]
    public async Task Streams_that_keep_ending_before_the_state_is_complete_are_given_up_for_lists()
    {
        await using var harness = new InformerHarness(watchList: true);
        await harness.Create("a");
        harness.Cluster.WithholdInitialEventsEnd = true;
        harness.Start();
        for (var stream = 1; stream <= Reflector<V1Widget>.MaxUnfinishedStreams; stream++)
        {
            await Eventually.True(() => harness.Cluster.Count("watch") == stream && harness.Cluster.OpenWatches == 1);
            Assert.Empty(harness.Deltas);
            harness.Time.Advance(Second);
            harness.Cluster.CutWatches();
        }

        await harness.Watching();
        Assert.Equal(1, harness.Cluster.Count("list"));
        Assert.Equal(["Added a"], harness.Deltas);
    }

    [Fact]
    public async Task Nothing_is_reported_before_the_state_is_complete()
    {
        await using var harness = new InformerHarness(watchList: true);
        await harness.Create("a");
        harness.Cluster.WithholdInitialEventsEnd = true;
        harness.Start();
        await Eventually.True(() => harness.Cluster.OpenWatches == 1);
        await harness.Create("b");
        await harness.Resize("a", 5);
        await harness.Delete("b");

        harness.Cluster.SendInitialEventsEnd<V1Widget>();

        await harness.Watching();
        Assert.Equal(["Added a"], harness.Deltas);
        Assert.Equal(5, harness.Informer.List().Single().Spec.Size);
    }
}
