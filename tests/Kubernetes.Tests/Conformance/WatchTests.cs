using System.Net;
using Howdah.Kubernetes.Client;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class WatchTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Changes_after_a_list_arrive_in_order()
    {
        await Client.CreateAsync(Widget("before"));
        await using var events = await WatchFromNowAsync();
        var created = await Client.CreateAsync(Widget("a", size: 1));
        created.Spec.Size = 2;
        var updated = await Client.UpdateAsync(created);
        await Client.DeleteAsync<V1Widget>("a", Ns);

        var added = await events.NextAsync();
        Assert.Equal((WatchEventType.Added, "a", 1), (added.Type, added.Object.Metadata.Name, added.Object.Spec.Size));
        Assert.Equal(created.Metadata.Uid, added.Object.Metadata.Uid);
        Assert.Equal(("conformance.howdah.dev/v1", "Widget"), (added.Object.ApiVersion, added.Object.Kind));
        var modified = await events.NextAsync();
        Assert.Equal((WatchEventType.Modified, 2, updated.Metadata.ResourceVersion), (modified.Type, modified.Object.Spec.Size, modified.Object.Metadata.ResourceVersion));
        var deleted = await events.NextAsync();
        Assert.Equal((WatchEventType.Deleted, "a", 2), (deleted.Type, deleted.Object.Metadata.Name, deleted.Object.Spec.Size));
        Assert.NotEqual(updated.Metadata.ResourceVersion, deleted.Object.Metadata.ResourceVersion);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("0")]
    public async Task Without_a_version_what_exists_comes_first(string? version)
    {
        await Client.CreateAsync(Widget("a"));
        await Client.CreateAsync(Widget("b"));
        await ConformanceCluster.EventuallyAsync("the cache has seen both", async () =>
            (await Client.ListAsync<V1Widget>(Ns, new ListOptions { ResourceVersion = "0" })).Count == 2);
        await using var events = Watch(new WatchOptions { ResourceVersion = version });
        var existing = new[] { await events.NextAsync(), await events.NextAsync() };
        Assert.All(existing, found => Assert.Equal(WatchEventType.Added, found.Type));
        Assert.Equal(["a", "b"], existing.Select(found => found.Object.Metadata.Name).Order());
        await Client.CreateAsync(Widget("c"));
        Assert.Equal("c", (await events.NextAsync()).Object.Metadata.Name);
    }

    [SkippableFact]
    public async Task A_watch_resumes_from_the_version_of_any_event()
    {
        await Client.CreateAsync(Widget("a"));
        var second = await Client.CreateAsync(Widget("b"));
        await Client.CreateAsync(Widget("c"));
        await using var events = Watch(new WatchOptions { ResourceVersion = second.Metadata.ResourceVersion });
        Assert.Equal("c", (await events.NextAsync()).Object.Metadata.Name);
    }

    [SkippableFact]
    public async Task An_object_that_leaves_the_selection_is_deleted_for_the_watcher()
    {
        await using var events = await WatchFromNowAsync(new WatchOptions { LabelSelector = "app=one" });
        await Client.CreateAsync(Widget("other"));
        var entity = Widget("a", size: 1);
        entity.Metadata.Labels = new() { ["app"] = "one" };
        var created = await Client.CreateAsync(entity);
        Assert.Equal((WatchEventType.Added, "a"), Of(await events.NextAsync()));
        created.Metadata.Labels!["app"] = "two";
        var left = await Client.UpdateAsync(created);
        var gone = await events.NextAsync();
        Assert.Equal((WatchEventType.Deleted, "a"), Of(gone));
        Assert.Equal(left.Metadata.ResourceVersion, gone.Object.Metadata.ResourceVersion);
        left.Metadata.Labels!["app"] = "one";
        await Client.UpdateAsync(left);
        Assert.Equal((WatchEventType.Added, "a"), Of(await events.NextAsync()));
    }

    [SkippableFact]
    public async Task One_object_can_be_watched_by_name()
    {
        await using var events = await WatchFromNowAsync(new WatchOptions { FieldSelector = "metadata.name=b" });
        await Client.CreateAsync(Widget("a"));
        await Client.CreateAsync(Widget("b"));
        Assert.Equal((WatchEventType.Added, "b"), Of(await events.NextAsync()));
    }

    [SkippableFact]
    public async Task All_namespaces_can_be_watched_at_once()
    {
        var list = await Client.ListPageAsync<V1Widget>();
        await using var events = new EventReader<V1Widget>(Client.WatchAsync<V1Widget>(null, new WatchOptions { ResourceVersion = list.ResourceVersion, LabelSelector = $"test={Ns}" }));
        var entity = Widget("a");
        entity.Metadata.Labels = new() { ["test"] = Ns };
        await Client.CreateAsync(entity);
        Assert.Equal(Ns, (await events.NextAsync()).Object.Metadata.Namespace);
    }

    [SkippableFact]
    public async Task A_watch_with_a_timeout_ends_in_order_after_a_bookmark()
    {
        // A bookmark is only due when something has happened, be it outside of the selection.
        await using var events = await WatchFromNowAsync(new WatchOptions { Timeout = TimeSpan.FromSeconds(4), LabelSelector = "app=none" });
        var next = events.NextAsync();
        var created = await Client.CreateAsync(Widget("a"));
        var bookmark = await next;
        Assert.Equal(WatchEventType.Bookmark, bookmark.Type);
        Assert.NotEmpty(bookmark.Object.Metadata.ResourceVersion!);
        Assert.True(long.Parse(bookmark.Object.Metadata.ResourceVersion!) >= long.Parse(created.Metadata.ResourceVersion!));
        await events.EndAsync(WatchEventType.Bookmark);
    }

    [SkippableFact]
    public async Task A_version_long_gone_is_reported_as_gone()
    {
        await Client.CreateAsync(Widget("a"));
        await Cluster.ForgetHistoryAsync();
        await using var events = Watch(new WatchOptions { ResourceVersion = "1" });
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(events.NextAsync);
        Assert.True(refusal.IsGone);
        Assert.Equal((HttpStatusCode.Gone, "Expired"), (refusal.StatusCode, refusal.Reason));
    }

    [SkippableFact]
    public async Task A_list_can_expire_between_its_pages()
    {
        Skip.IfNot(Cluster.CanForgetHistory, "This API server's history cannot be compacted from here: HOWDAH_TEST_ETCD does not name its etcd");
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Client.CreateAsync(Widget(name));
        }

        var first = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 1 });
        await Client.CreateAsync(Widget("d"));
        await Cluster.ForgetHistoryAsync();
        await RefusedAsync(HttpStatusCode.Gone, "Expired", () => Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 1, Continue = first.Continue }));
    }

    [SkippableFact]
    public async Task Initial_events_are_sent_or_refused_as_invalid()
    {
        await Client.CreateAsync(Widget("a"));
        await using var events = Watch(new WatchOptions { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan" });
        WatchEvent<V1Widget> first;
        try
        {
            first = await events.NextAsync();
        }
        catch (KubernetesApiException refusal)
        {
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invalid"), (refusal.StatusCode, refusal.Reason));
            return;
        }

        Assert.Equal((WatchEventType.Added, "a"), Of(first));
        var end = await events.NextAsync();
        Assert.Equal((WatchEventType.Bookmark, "true"), (end.Type, end.Object.Metadata.Annotations!["k8s.io/initial-events-end"]));
        await Client.CreateAsync(Widget("b"));
        Assert.Equal((WatchEventType.Added, "b"), Of(await events.NextAsync()));
    }

    [SkippableFact]
    public async Task Cancelling_ends_a_watch_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        var list = await Client.ListPageAsync<V1Widget>(Ns);
        await using var events = new EventReader<V1Widget>(Client.WatchAsync<V1Widget>(Ns, new WatchOptions { ResourceVersion = list.ResourceVersion }, cancellation.Token));
        var next = events.NextAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience));
    }

    [SkippableFact]
    public async Task A_kind_nobody_serves_cannot_be_watched()
    {
        await using var events = new EventReader<System.Text.Json.Nodes.JsonObject>(
            Client.Dynamic(new("nobody.howdah.dev", "v1", "Ghost", "ghosts")).WatchAsync(Ns));
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(events.NextAsync)).IsNotFound);
    }

    private static (WatchEventType Type, string? Name) Of(WatchEvent<V1Widget> found) => (found.Type, found.Object.Metadata.Name);

    private EventReader<V1Widget> Watch(WatchOptions options) => new(Client.WatchAsync<V1Widget>(Ns, options));

    private async Task<EventReader<V1Widget>> WatchFromNowAsync(WatchOptions? options = null)
    {
        var list = await Client.ListPageAsync<V1Widget>(Ns);
        return Watch((options ?? new WatchOptions()) with { ResourceVersion = list.ResourceVersion });
    }

    /// <summary>One event after another, with a bound.</summary>
    private sealed class EventReader<T>(IAsyncEnumerable<WatchEvent<T>> events) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<WatchEvent<T>> _events = events.GetAsyncEnumerator();

        public async Task<WatchEvent<T>> NextAsync()
        {
            Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience), "The watch ended.");
            return _events.Current;
        }

        /// <summary>Nothing but events of this type may come before the end.</summary>
        public async Task EndAsync(WatchEventType allowed)
        {
            while (await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                Assert.Equal(allowed, _events.Current.Type);
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await _events.DisposeAsync();
            }
            catch (NotSupportedException)
            {
                // A read is still pending after a failed wait; the test says why.
            }
        }
    }
}

public sealed class FakeWatchTests(FakeCluster cluster) : WatchTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealWatchTests(RealCluster cluster) : WatchTests(cluster);
