using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class DeletionTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    [SkippableFact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        await Client.CreateAsync(Widget());
        await Client.DeleteAsync<V1Widget>("w", Ns);
        Assert.Null(await ReadAsync<V1Widget>("w"));
        await Client.DeleteAsync<V1Widget>("w", Ns);
    }

    [SkippableFact]
    public async Task A_deletion_can_be_limited_to_one_very_object()
    {
        var created = await Client.CreateAsync(Widget());
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () =>
            Client.DeleteAsync<V1Widget>("w", Ns, new DeleteOptions { PreconditionUid = Guid.NewGuid().ToString() }));
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () =>
            Client.DeleteAsync<V1Widget>("w", Ns, new DeleteOptions { PreconditionResourceVersion = "1" }));
        await Client.DeleteAsync<V1Widget>("w", Ns, new DeleteOptions { PreconditionUid = created.Metadata.Uid, PreconditionResourceVersion = created.Metadata.ResourceVersion });
        Assert.Null(await ReadAsync<V1Widget>("w"));
    }

    [SkippableFact]
    public async Task A_finalizer_holds_an_object_until_it_is_taken_off()
    {
        var entity = Widget(size: 1);
        entity.Metadata.Finalizers = ["howdah.dev/test"];
        var created = await Client.CreateAsync(entity);
        await Client.DeleteAsync<V1Widget>("w", Ns);
        var held = (await ReadAsync<V1Widget>("w"))!;
        Assert.NotNull(held.Metadata.DeletionTimestamp);
        Assert.Equal(created.Metadata.Generation + 1, held.Metadata.Generation);

        await Client.DeleteAsync<V1Widget>("w", Ns);
        Assert.Equal(held.Metadata.ResourceVersion, (await ReadAsync<V1Widget>("w"))!.Metadata.ResourceVersion);

        held.Metadata.Finalizers = null;
        await Client.UpdateAsync(held);
        Assert.Null(await ReadAsync<V1Widget>("w"));
    }

    [SkippableFact]
    public async Task No_finalizer_is_added_to_what_is_being_deleted()
    {
        var entity = Widget();
        entity.Metadata.Finalizers = ["howdah.dev/test"];
        await Client.CreateAsync(entity);
        await Client.DeleteAsync<V1Widget>("w", Ns);
        var held = (await ReadAsync<V1Widget>("w"))!;
        held.Metadata.Finalizers!.Add("howdah.dev/late");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "Invalid", () => Client.UpdateAsync(held));
        held.Metadata.Finalizers = null;
        await Client.UpdateAsync(held);
    }

    [SkippableFact]
    public async Task Dependents_follow_their_owner()
    {
        var owner = await Client.CreateAsync(ConfigMap("owner"));
        await Client.CreateAsync(OwnedBy(owner, "child"));
        await Client.CreateAsync(ConfigMap("stranger"));
        await Client.DeleteAsync<V1ConfigMap>("owner", Ns, new DeleteOptions { PropagationPolicy = "Background" });
        await ConformanceCluster.EventuallyAsync("the child is collected", async () => await ReadAsync<V1ConfigMap>("child") is null);
        Assert.NotNull(await ReadAsync<V1ConfigMap>("stranger"));
    }

    [SkippableFact]
    public async Task In_the_foreground_the_owner_goes_last()
    {
        var owner = await Client.CreateAsync(ConfigMap("owner"));
        var child = OwnedBy(owner, "child");
        child.Metadata.Finalizers = ["howdah.dev/test"];
        await Client.CreateAsync(child);
        await Client.DeleteAsync<V1ConfigMap>("owner", Ns, new DeleteOptions { PropagationPolicy = "Foreground" });
        await ConformanceCluster.EventuallyAsync("the child is marked", async () => (await ReadAsync<V1ConfigMap>("child"))?.Metadata.DeletionTimestamp is not null);
        Assert.NotNull((await ReadAsync<V1ConfigMap>("owner"))!.Metadata.DeletionTimestamp);

        await Client.PatchAsync<V1ConfigMap>("child", Ns, new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["finalizers"] = null } });
        await ConformanceCluster.EventuallyAsync("the owner is gone", async () => await ReadAsync<V1ConfigMap>("owner") is null);
    }

    [SkippableFact]
    public async Task Orphans_stay_behind_without_their_owner()
    {
        var owner = await Client.CreateAsync(ConfigMap("owner"));
        await Client.CreateAsync(OwnedBy(owner, "child"));
        await Client.DeleteAsync<V1ConfigMap>("owner", Ns, new DeleteOptions { PropagationPolicy = "Orphan" });
        await ConformanceCluster.EventuallyAsync("the owner is gone", async () => await ReadAsync<V1ConfigMap>("owner") is null);
        var child = (await ReadAsync<V1ConfigMap>("child"))!;
        Assert.Null(child.Metadata.DeletionTimestamp);
        Assert.Null(child.Metadata.OwnerReferences);
    }

    [SkippableFact]
    public async Task A_deleted_namespace_takes_its_objects_along()
    {
        var name = $"{Ns}-x";
        await Client.CreateAsync(new V1Namespace { Metadata = new() { Name = name } });
        var entity = Widget();
        entity.Metadata.Namespace = name;
        await Client.CreateAsync(entity);
        await Client.DeleteAsync<V1Namespace>(name);
        await ConformanceCluster.EventuallyAsync("the namespace is gone", async () => await Client.GetAsync<V1Namespace>(name) is null);
        Assert.Null(await Client.GetAsync<V1Widget>("w", name));
    }

    private V1ConfigMap OwnedBy(V1ConfigMap owner, string name)
    {
        var child = ConfigMap(name);
        child.Metadata.OwnerReferences =
        [
            new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = owner.Metadata.Name!, Uid = owner.Metadata.Uid!, Controller = true, BlockOwnerDeletion = true },
        ];
        return child;
    }
}

public sealed class FakeDeletionTests(FakeCluster cluster) : DeletionTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealDeletionTests(RealCluster cluster) : DeletionTests(cluster);
