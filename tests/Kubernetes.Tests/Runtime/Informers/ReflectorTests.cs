using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class ReflectorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task It_lists_first_from_the_servers_cache_and_then_watches_from_there()
    {
        await using var harness = await InformerHarness.Started(existing: ["a", "b"]);

        Assert.Equal(["Added a", "Added b"], harness.Deltas);
        var list = Assert.Single(harness.Cluster.Seen("list"));
        Assert.Equal(("0", 500), (list.List!.ResourceVersion, list.List.Limit));
        var watch = Assert.Single(harness.Cluster.Seen("watch"));
        Assert.Equal(harness.Cluster.Revision, watch.Watch!.ResourceVersion);
        Assert.True(watch.Watch.AllowBookmarks);
        Assert.InRange(watch.Watch.Timeout!.Value, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Live_changes_arrive_as_added_updated_and_deleted_with_the_state_before()
    {
        await using var harness = await InformerHarness.Started();

        await harness.Create("a");
        await harness.Resize("a", 7);
        await harness.Delete("a");

        await Eventually.True(() => harness.Deltas.Count == 3);
        Assert.Equal(["Added a", "Updated a", "Deleted a"], harness.Deltas);
        var update = harness.RawDeltas[1];
        Assert.Equal((1, 7), (update.Old!.Spec.Size, update.New!.Spec.Size));
        Assert.Equal(7, harness.RawDeltas[2].Old!.Spec.Size);
    }

    [Fact]
    public async Task A_watch_that_ends_normally_is_continued_where_it_ended_without_listing_again()
    {
        await using var harness = await InformerHarness.Started();
        await harness.Create("a");
        await Eventually.True(() => harness.Deltas.Count == 1);
        var seen = harness.Cluster.Revision;

        harness.Time.Advance(TimeSpan.FromMinutes(10));

        await Eventually.True(() => harness.Cluster.Count("watch") == 2);
        Assert.Equal(1, harness.Cluster.Count("list"));
        Assert.Equal(seen, harness.Cluster.Seen("watch")[1].Watch!.ResourceVersion);
    }

    [Fact]
    public async Task A_bookmark_moves_the_position_without_any_change()
    {
        await using var harness = await InformerHarness.Started();
        await harness.Cluster.CreateAsync(new V1Depot { Metadata = new() { Name = "elsewhere" } });
        harness.Cluster.Bookmark<V1Widget>();
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();

        await Eventually.True(() => harness.Cluster.Count("watch") == 2);

        Assert.Equal(harness.Cluster.Revision, harness.Cluster.Seen("watch")[1].Watch!.ResourceVersion);
        Assert.Empty(harness.Deltas);
    }

    [Fact]
    public async Task Changes_during_a_gap_between_two_watches_arrive_when_it_ends()
    {
        await using var harness = await InformerHarness.Started(existing: ["a"]);
        var reopened = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb == "watch" ? reopened.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();
        await Eventually.True(() => harness.Cluster.Count("watch") == 2);

        await harness.Delete("a");
        await harness.Create("a");
        reopened.SetResult();

        await harness.SeesWhatIsStored();
        Assert.Equal(["Added a", "Deleted a", "Added a"], harness.Deltas);
        Assert.Equal(1, harness.Cluster.Count("list"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Relist_after_410_emits_deletes_for_vanished_objects(bool asErrorEvent)
    {
        await using var harness = await InformerHarness.Started(existing: ["stays", "changes", "vanishes", "replaced"]);
        var gap = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb is "watch" or "list" ? gap.Task.WaitAsync(stop) : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches(asErrorEvent ? new KubernetesApiException(HttpStatusCode.Gone, "Expired", "too old resource version") : null);
        await harness.Delete("vanishes");
        await harness.Resize("changes", 9);
        await harness.Create("new");
        await harness.Delete("replaced");
        await harness.Create("replaced");
        harness.Cluster.Compact();
        gap.SetResult();

        await harness.SeesWhatIsStoredWhileTimePasses(Second);

        Assert.Equal(["Added changes", "Added replaced", "Added stays", "Added vanishes"], harness.Deltas.Take(4));
        Assert.Equal(["Added new", "Added replaced", "Deleted replaced", "Deleted vanishes", "Updated changes"], harness.Deltas.Skip(4).Order());
        Assert.Equal(2, harness.Status.Lists);
        Assert.Null(harness.Cluster.Seen("list")[^1].List!.ResourceVersion);
    }

    [Fact]
    public async Task A_410_on_a_later_page_is_answered_by_one_unpaged_list()
    {
        await using var harness = new InformerHarness();
        for (var i = 0; i < 1_200; i++)
        {
            await harness.Create($"w{i:0000}");
        }

        var refuse = new KubernetesApiException(HttpStatusCode.GatewayTimeout, "Timeout", "Too large resource version: 9, current: 8");
        harness.Cluster.Before = (request, _) =>
        {
            if (request.Verb == "list" && request.List!.ResourceVersion == "0")
            {
                throw refuse;
            }

            if (request.Verb == "list" && request.List!.Continue is not null)
            {
                harness.Cluster.Compact();
            }

            return Task.CompletedTask;
        };
        harness.Start();
        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Informer.HasSynced);

        Assert.Equal(1_200, harness.Informer.Count);
        Assert.Equal(1_200, harness.Deltas.Count);
        Assert.Equal(
            [("0", false, 500), (null, false, 500), (null, true, 500), (null, false, null)],
            harness.Cluster.Seen("list").Select(list => (list.List!.ResourceVersion, list.List.Continue is not null, list.List.Limit)));
    }

    [Fact]
    public async Task The_diff_runs_after_the_last_page_so_that_no_page_deletes_the_objects_of_another()
    {
        await using var harness = new InformerHarness();
        for (var i = 0; i < 1_200; i++)
        {
            await harness.Create($"w{i:0000}");
        }

        harness.Start();
        await harness.Watching();
        harness.Time.Advance(Second);
        harness.Cluster.Compact();
        harness.Cluster.CutWatches();
        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Status.Lists == 2);

        Assert.Equal([null, null, null], harness.Cluster.Seen("list").Skip(1).Select(list => list.List!.ResourceVersion));
        Assert.Equal(1_200, harness.Deltas.Count);
        Assert.All(harness.Deltas, delta => Assert.StartsWith("Added", delta));
    }

    [Fact]
    public async Task Surviving_objects_keep_their_instance_over_a_relist()
    {
        await using var harness = await InformerHarness.Started(existing: ["a"]);
        var before = harness.Informer.List().Single();
        harness.Time.Advance(Second);
        harness.Cluster.Compact();
        harness.Cluster.CutWatches();

        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Status.Lists == 2);

        Assert.Same(before, harness.Informer.List().Single());
    }

    [Fact]
    public async Task A_refused_watch_makes_it_list_again_with_the_last_version()
    {
        await using var harness = await InformerHarness.Started();
        var version = harness.Cluster.Revision;
        var refusals = 1;
        harness.Cluster.Before = (request, _) => request.Verb == "watch" && refusals-- > 0
            ? throw new KubernetesApiException(HttpStatusCode.Forbidden, "Forbidden", "no watch for you")
            : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();

        await harness.SeesWhatIsStoredWhileTimePasses(Second);
        await Eventually.True(() => harness.Status.Lists == 2);

        var relist = harness.Cluster.Seen("list")[1].List!;
        Assert.Equal((version, null), (relist.ResourceVersion, relist.Limit));
    }

    [Fact]
    public async Task An_overloaded_server_is_asked_again_for_the_same_position_after_the_time_it_names()
    {
        await using var harness = await InformerHarness.Started();
        var version = harness.Cluster.Revision;
        var refusals = 1;
        harness.Cluster.Before = (request, _) => request.Verb == "watch" && refusals-- > 0
            ? throw new KubernetesApiException(HttpStatusCode.TooManyRequests, "TooManyRequests", "later") { RetryAfter = TimeSpan.FromSeconds(17) }
            : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();
        await Eventually.True(() => harness.Cluster.Count("watch") == 2 && harness.Informer.LastError is not null && harness.Time.ArmedTimers == 1);

        harness.Time.Advance(TimeSpan.FromSeconds(16.9));
        Assert.Equal(2, harness.Cluster.Count("watch"));
        harness.Time.Advance(TimeSpan.FromSeconds(0.1));

        await Eventually.True(() => harness.Cluster.OpenWatches == 1);
        Assert.Equal(1, harness.Cluster.Count("list"));
        Assert.Equal(version, harness.Cluster.Seen("watch")[2].Watch!.ResourceVersion);
    }

    [Fact]
    public async Task A_position_that_keeps_failing_is_given_up_for_a_list()
    {
        await using var harness = await InformerHarness.Started();
        harness.Cluster.Before = (request, _) => request.Verb == "watch" && harness.Status.Lists < 2
            ? throw new HttpRequestException("connection refused")
            : Task.CompletedTask;
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();

        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromSeconds(10), () => harness.Cluster.OpenWatches == 1);

        Assert.Equal(2, harness.Status.Lists);
        Assert.Equal(1 + Reflector<V1Widget>.MaxWatchFailures + 1, harness.Cluster.Count("watch"));
    }

    [Fact]
    public async Task An_unreachable_server_is_asked_at_growing_intervals_up_to_a_minute_and_the_cache_stays()
    {
        await using var harness = await InformerHarness.Started(existing: ["a"]);
        var attempts = new List<TimeSpan>();
        harness.Cluster.Before = (request, _) =>
        {
            lock (attempts)
            {
                attempts.Add(TimeSpan.FromTicks(harness.Time.GetTimestamp()));
            }

            throw new HttpRequestException("connection refused");
        };
        harness.Time.Advance(Second);
        harness.Cluster.CutWatches();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(200), () => attempts.Count >= 9);

        var gaps = attempts.Zip(attempts.Skip(1), (earlier, later) => later - earlier).ToList();
        Assert.InRange(gaps[0], TimeSpan.FromMilliseconds(800), TimeSpan.FromMilliseconds(1_900));
        Assert.All(gaps.Skip(6), gap => Assert.InRange(gap, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61)));
        Assert.Equal(1, harness.Informer.Count);
        Assert.True(harness.Informer.HasSynced);
        Assert.Equal("connection refused", harness.Informer.LastError);
        Assert.Null(harness.Informer.StuckReason);
    }

    [Fact]
    public async Task A_watch_that_ends_at_once_without_an_event_is_not_reopened_in_a_tight_loop()
    {
        await using var harness = await InformerHarness.Started();

        harness.Cluster.CutWatches();
        await Eventually.True(() => harness.Cluster.OpenWatches == 0 && harness.Time.ArmedTimers == 1);

        Assert.Equal(1, harness.Cluster.Count("watch"));
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(100), () => harness.Cluster.OpenWatches == 1);
        Assert.Equal(1, harness.Cluster.Count("list"));
    }

    [Fact]
    public async Task A_stalled_watch_is_noticed_and_what_it_missed_arrives()
    {
        await using var harness = await InformerHarness.Started(existing: ["a"]);
        harness.Cluster.StallWatches();
        await harness.Create("b");
        await harness.Delete("a");

        harness.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, harness.Status.Stalls);
        await Eventually.TrueWhileAdvancing(harness.Time, Second, () => harness.Status.Stalls == 1);

        await harness.SeesWhatIsStored();
        Assert.True(TimeSpan.FromTicks(harness.Time.GetTimestamp()) < TimeSpan.FromMinutes(11));
        Assert.Equal(["Added a", "Added b", "Deleted a"], harness.Deltas);
        Assert.Equal(1, harness.Cluster.Count("list"));
    }

    [Fact]
    public async Task A_quiet_watch_that_breaks_after_minutes_is_reopened_at_once()
    {
        await using var harness = await InformerHarness.Started();
        harness.Time.Advance(TimeSpan.FromMinutes(3));

        harness.Cluster.CutWatches(new IOException("connection reset"));

        await Eventually.True(() => harness.Cluster.OpenWatches == 1);
        Assert.Null(harness.Informer.LastError);
        Assert.Equal(1, harness.Cluster.Count("list"));
    }

    [Fact]
    public async Task A_broken_connection_in_the_middle_of_a_stream_costs_nothing_but_a_new_watch()
    {
        await using var harness = await InformerHarness.Started();
        await harness.Create("a");
        await Eventually.True(() => harness.Deltas.Count == 1);

        harness.Cluster.CutWatches(new IOException("The response ended prematurely"));

        await Eventually.True(() => harness.Cluster.Count("watch") == 2 && harness.Cluster.OpenWatches == 1);
        Assert.Equal(1, harness.Cluster.Count("list"));
        Assert.Null(harness.Informer.LastError);
    }
}
