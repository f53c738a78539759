using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class ListTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    [SkippableFact]
    public async Task Pages_cover_one_snapshot()
    {
        await CreateAsync("a", "b", "c", "d", "e");
        var first = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 2 });
        Assert.Equal(["a", "b"], Names(first));
        Assert.NotNull(first.Continue);
        await CreateAsync("bb", "z");
        await Client.DeleteAsync<V1Widget>("d", Ns);
        var second = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 2, Continue = first.Continue });
        var third = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 2, Continue = second.Continue });
        Assert.Equal(["c", "d", "e"], Names(second).Concat(Names(third)));
        Assert.Equal(first.ResourceVersion, third.ResourceVersion);
        Assert.Null(third.Continue);
    }

    [SkippableFact]
    public async Task All_pages_are_followed_in_order()
    {
        await CreateAsync("a", "b", "c", "d", "e");
        var all = await Client.ListAsync<V1Widget>(Ns, new ListOptions { Limit = 2 });
        Assert.Equal(["a", "b", "c", "d", "e"], all.Select(widget => widget.Metadata.Name));
        Assert.All(all, widget => Assert.Equal(("conformance.howdah.dev/v1", "Widget"), (widget.ApiVersion, widget.Kind)));
    }

    [SkippableFact]
    public async Task Items_of_built_in_kinds_have_their_type_too()
    {
        await Client.CreateAsync(ConfigMap("mine"));
        var found = (await Client.ListAsync<V1ConfigMap>(Ns)).Single(map => map.Metadata.Name == "mine");
        Assert.Equal(("v1", "ConfigMap"), (found.ApiVersion, found.Kind));
    }

    [SkippableFact]
    public async Task An_empty_list_says_where_to_watch_from()
    {
        var page = await Client.ListPageAsync<V1Widget>(Ns);
        Assert.Empty(page.Items);
        Assert.NotEmpty(page.ResourceVersion);
        Assert.Null(page.Continue);
    }

    [SkippableFact]
    public async Task A_continue_token_that_is_garbage_is_a_bad_request() =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", () => Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 1, Continue = "garbage" }));

    [SkippableFact]
    public async Task A_continue_token_and_a_version_exclude_each_other()
    {
        await CreateAsync("a", "b");
        var page = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 1 });
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() =>
            Client.ListPageAsync<V1Widget>(Ns, new ListOptions { Limit = 1, Continue = page.Continue, ResourceVersion = page.ResourceVersion }));
        Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
    }

    [SkippableFact]
    public async Task Any_version_is_as_good_as_the_cache()
    {
        await CreateAsync("a", "b", "c");
        await ConformanceCluster.EventuallyAsync("the cache has seen all three", async () =>
            (await Client.ListAsync<V1Widget>(Ns, new ListOptions { ResourceVersion = "0" })).Count == 3);
        var page = await Client.ListPageAsync<V1Widget>(Ns, new ListOptions { ResourceVersion = "0", Limit = 1 });
        Assert.Equal((3, null), (page.Items.Count, page.Continue));
    }

    [SkippableFact]
    public async Task A_version_from_the_future_is_refused_as_a_timeout()
    {
        var now = await Client.ListPageAsync<V1Widget>(Ns);
        var future = new ListOptions { ResourceVersion = $"{long.Parse(now.ResourceVersion) + 1_000_000}", ResourceVersionMatch = "NotOlderThan" };
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.ListPageAsync<V1Widget>(Ns, future));
        Assert.Equal((HttpStatusCode.GatewayTimeout, "Timeout"), (refusal.StatusCode, refusal.Reason));
        Assert.Contains("Too large resource version", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.RetryAfter);
    }

    [SkippableTheory]
    [InlineData("app=one", "a,b")]
    [InlineData("app==one,tier=front", "a")]
    [InlineData("app!=one", "c,d")]
    [InlineData("app in (one,two)", "a,b,c")]
    [InlineData("app notin (one)", "c,d")]
    [InlineData("tier", "a,c")]
    [InlineData("!tier", "b,d")]
    [InlineData("app in (one,two),!tier", "b")]
    [InlineData("app=none", "")]
    public async Task Labels_select(string selector, string expected)
    {
        await LabelledAsync("a", ("app", "one"), ("tier", "front"));
        await LabelledAsync("b", ("app", "one"));
        await LabelledAsync("c", ("app", "two"), ("tier", "back"));
        await LabelledAsync("d");
        var found = await Client.ListAsync<V1Widget>(Ns, new ListOptions { LabelSelector = selector, Limit = 1 });
        Assert.Equal(expected, string.Join(',', found.Select(widget => widget.Metadata.Name)));
    }

    [SkippableFact]
    public async Task Names_and_namespaces_select_across_all_namespaces()
    {
        await CreateAsync("a", "b");
        var byName = await Client.ListAsync<V1Widget>(Ns, new ListOptions { FieldSelector = "metadata.name=b" });
        Assert.Equal(["b"], byName.Select(widget => widget.Metadata.Name));
        var byNamespace = await Client.ListAsync<V1Widget>(null, new ListOptions { FieldSelector = $"metadata.namespace={Ns},metadata.name!=a" });
        Assert.Equal(["b"], byNamespace.Select(widget => widget.Metadata.Name));
    }

    [SkippableFact]
    public async Task A_field_that_cannot_select_is_a_bad_request() =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", () => Client.ListAsync<V1Widget>(Ns, new ListOptions { FieldSelector = "spec.size=1" }));

    private async Task CreateAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await Client.CreateAsync(Widget(name));
        }
    }

    private async Task LabelledAsync(string name, params (string Key, string Value)[] labels)
    {
        var entity = Widget(name);
        entity.Metadata.Labels = labels.ToDictionary(label => label.Key, label => label.Value);
        await Client.CreateAsync(entity);
    }

    private static IEnumerable<string> Names(EntityList<V1Widget> page) => page.Items.Select(widget => widget.Metadata.Name!);
}

public sealed class FakeListTests(FakeCluster cluster) : ListTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealListTests(RealCluster cluster) : ListTests(cluster);
