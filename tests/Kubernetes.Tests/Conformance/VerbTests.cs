using System.Net;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class VerbTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    [SkippableFact]
    public async Task A_created_object_has_uid_version_generation_and_time()
    {
        var created = await Client.CreateAsync(Widget(size: 3));
        Assert.NotEmpty(created.Metadata.Uid!);
        Assert.NotEmpty(created.Metadata.ResourceVersion!);
        Assert.Equal(1, created.Metadata.Generation);
        Assert.NotNull(created.Metadata.CreationTimestamp);
        Assert.Equal(("conformance.howdah.dev/v1", "Widget"), (created.ApiVersion, created.Kind));
        var read = await ReadAsync<V1Widget>("w");
        Assert.Equal((3, created.Metadata.ResourceVersion), (read!.Spec.Size, read.Metadata.ResourceVersion));
    }

    [SkippableFact]
    public async Task What_does_not_exist_reads_as_null() => Assert.Null(await ReadAsync<V1Widget>("nobody"));

    [SkippableFact]
    public async Task A_second_object_of_a_name_is_refused()
    {
        await Client.CreateAsync(Widget());
        var refusal = await RefusedAsync(HttpStatusCode.Conflict, "AlreadyExists", () => Client.CreateAsync(Widget()));
        Assert.Contains("already exists", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_generated_name_extends_the_prefix()
    {
        var entity = Widget();
        entity.Metadata.Name = null;
        entity.Metadata.GenerateName = "gen-";
        var first = await Client.CreateAsync(entity);
        var second = await Client.CreateAsync(entity);
        Assert.Matches("^gen-[a-z0-9]{5}$", first.Metadata.Name!);
        Assert.NotEqual(first.Metadata.Name, second.Metadata.Name);
    }

    [SkippableFact]
    public async Task An_object_for_a_namespace_that_is_not_there_is_refused()
    {
        var entity = Widget();
        entity.Metadata.Namespace = $"{Ns}-not";
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", () => Client.CreateAsync(entity));
    }

    [SkippableFact]
    public async Task An_invalid_name_is_refused_with_its_field()
    {
        var refusal = await RefusedAsync(HttpStatusCode.UnprocessableEntity, "Invalid", () => Client.CreateAsync(Widget("Not_A_Name")));
        Assert.Contains(refusal.Causes, cause => cause.StartsWith("metadata.name: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_update_is_a_compare_and_swap()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        created.Spec.Size = 2;
        var updated = await Client.UpdateAsync(created);
        Assert.Equal((2, 2), (updated.Spec.Size, (int)updated.Metadata.Generation!));
        Assert.NotEqual(created.Metadata.ResourceVersion, updated.Metadata.ResourceVersion);

        created.Spec.Size = 3;
        var refusal = await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.UpdateAsync(created));
        Assert.True(refusal.IsConflict);
        Assert.Equal(2, (await ReadAsync<V1Widget>("w"))!.Spec.Size);
    }

    [SkippableFact]
    public async Task An_update_of_a_custom_resource_must_say_the_version()
    {
        await Client.CreateAsync(Widget(size: 1));
        var refusal = await RefusedAsync(HttpStatusCode.UnprocessableEntity, "Invalid", () => Client.UpdateAsync(Widget(size: 2)));
        Assert.Contains(refusal.Causes, cause => cause.StartsWith("metadata.resourceVersion: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_update_of_a_built_in_kind_may_be_unconditional()
    {
        await Client.CreateAsync(ConfigMap("c", ("a", "1")));
        Assert.Equal("2", (await Client.UpdateAsync(ConfigMap("c", ("a", "2")))).Data!["a"]);
    }

    [SkippableFact]
    public async Task An_update_that_changes_nothing_keeps_the_version()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        Assert.Equal(created.Metadata.ResourceVersion, (await Client.UpdateAsync(created)).Metadata.ResourceVersion);
    }

    [SkippableFact]
    public async Task An_update_of_what_does_not_exist_is_not_found()
    {
        var entity = Widget();
        entity.Metadata.ResourceVersion = "1";
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.UpdateAsync(entity));
        Assert.True(refusal.IsNotFound);
    }

    [SkippableFact]
    public async Task Labels_change_without_a_new_generation()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        created.Metadata.Labels = new() { ["a"] = "b" };
        var updated = await Client.UpdateAsync(created);
        Assert.Equal(("b", 1), (updated.Metadata.Labels!["a"], (int)updated.Metadata.Generation!));
    }

    [SkippableFact]
    public async Task Server_owned_metadata_cannot_be_changed()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        created.Metadata.CreationTimestamp = DateTimeOffset.UnixEpoch;
        created.Metadata.Generation = 99;
        created.Spec.Size = 2;
        var updated = await Client.UpdateAsync(created);
        Assert.NotEqual(DateTimeOffset.UnixEpoch, updated.Metadata.CreationTimestamp);
        Assert.Equal(2, updated.Metadata.Generation);
    }

    [SkippableFact]
    public async Task Spec_and_status_have_doors_of_their_own()
    {
        var entity = Widget(size: 1);
        entity.Status.Phase = "Ignored";
        var created = await Client.CreateAsync(entity);
        Assert.Null(created.Status.Phase);

        created.Spec.Size = 7;
        created.Status.Phase = "Ready";
        created.Metadata.Labels = new() { ["a"] = "b" };
        var afterStatus = await Client.UpdateStatusAsync(created);
        Assert.Equal((1, "Ready", 1), (afterStatus.Spec.Size, afterStatus.Status.Phase, (int)afterStatus.Metadata.Generation!));
        Assert.Null(afterStatus.Metadata.Labels);

        afterStatus.Spec.Size = 8;
        afterStatus.Status.Phase = "Lost";
        var afterMain = await Client.UpdateAsync(afterStatus);
        Assert.Equal((8, "Ready", 2), (afterMain.Spec.Size, afterMain.Status.Phase, (int)afterMain.Metadata.Generation!));
    }

    [SkippableFact]
    public async Task A_status_update_is_a_compare_and_swap_too()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        created.Status.Phase = "A";
        await Client.UpdateStatusAsync(created);
        created.Status.Phase = "B";
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.UpdateStatusAsync(created));
    }

    [SkippableFact]
    public async Task A_merge_patch_sets_and_removes()
    {
        var entity = Widget(size: 1, text: "t");
        entity.Metadata.Labels = new() { ["keep"] = "1", ["drop"] = "1" };
        var created = await Client.CreateAsync(entity);
        var patch = (JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"drop":null,"new":"2"}},"spec":{"text":null,"zones":["a","b"]}}""")!;
        var patched = await Client.PatchAsync<V1Widget>("w", Ns, patch);
        Assert.Equal(new() { ["keep"] = "1", ["new"] = "2" }, patched.Metadata.Labels);
        Assert.Equal((1, null), (patched.Spec.Size, patched.Spec.Text));
        Assert.Equal(["a", "b"], patched.Spec.Zones!);
        Assert.Equal(2, patched.Metadata.Generation);

        var again = await Client.PatchAsync<V1Widget>("w", Ns, (JsonObject)patch.DeepClone());
        Assert.Equal(patched.Metadata.ResourceVersion, again.Metadata.ResourceVersion);
        Assert.NotEqual(created.Metadata.ResourceVersion, again.Metadata.ResourceVersion);
    }

    [SkippableFact]
    public async Task A_merge_patch_with_an_old_version_is_a_conflict()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        await Client.PatchAsync<V1Widget>("w", Ns, new() { ["spec"] = new JsonObject { ["size"] = 2 } });
        var stale = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = created.Metadata.ResourceVersion }, ["spec"] = new JsonObject { ["size"] = 3 } };
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.PatchAsync<V1Widget>("w", Ns, stale));
    }

    [SkippableFact]
    public async Task A_merge_patch_on_status_touches_only_the_status()
    {
        await Client.CreateAsync(Widget(size: 1));
        var patch = new JsonObject { ["spec"] = new JsonObject { ["size"] = 9 }, ["status"] = new JsonObject { ["phase"] = "Ready" } };
        var patched = await Client.PatchAsync<V1Widget>("w", Ns, patch, new PatchOptions { Subresource = "status" });
        Assert.Equal((1, "Ready"), (patched.Spec.Size, patched.Status.Phase));
    }

    [SkippableFact]
    public async Task A_merge_patch_of_what_does_not_exist_is_not_found()
    {
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => Client.PatchAsync<V1Widget>("nobody", Ns, []));
        Assert.True(refusal.IsNotFound);
    }

    [SkippableFact]
    public async Task String_data_of_a_secret_becomes_data()
    {
        var secret = new V1Secret { Metadata = new() { Name = "s", Namespace = Ns }, Data = new() { ["b"] = [1, 2, 255] }, StringData = new() { ["t"] = "é" } };
        var created = await Client.CreateAsync(secret);
        Assert.Equal([1, 2, 255], created.Data!["b"]);
        Assert.Equal("é"u8.ToArray(), created.Data["t"]);
        Assert.Null(created.StringData);
    }

    [SkippableFact]
    public async Task A_lease_keeps_its_microseconds_and_is_fought_over_by_version()
    {
        var time = new DateTimeOffset(2024, 3, 4, 5, 6, 7, TimeSpan.Zero).AddMicroseconds(123456);
        var lease = new V1Lease
        {
            Metadata = new() { Name = "l", Namespace = Ns },
            Spec = new() { HolderIdentity = "a", LeaseDurationSeconds = 15, AcquireTime = time, RenewTime = time, LeaseTransitions = 1 },
        };
        var created = await Client.CreateAsync(lease);
        Assert.Equal(time, created.Spec!.RenewTime);
        created.Spec.HolderIdentity = "b";
        await Client.UpdateAsync(created);
        created.Spec.HolderIdentity = "c";
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.UpdateAsync(created));
        Assert.Equal("b", (await ReadAsync<V1Lease>("l"))!.Spec!.HolderIdentity);
    }

    [SkippableFact]
    public async Task An_event_is_taken()
    {
        var created = await Client.CreateAsync(new V1Event
        {
            Metadata = new() { GenerateName = "e-", Namespace = Ns },
            EventTime = new DateTimeOffset(2024, 3, 4, 5, 6, 7, TimeSpan.Zero),
            ReportingController = "howdah.dev/conformance",
            ReportingInstance = "conformance-0",
            Action = "Testing",
            Reason = "Tested",
            Note = "one",
            Type = "Normal",
            Regarding = new() { Kind = "Widget", ApiVersion = "conformance.howdah.dev/v1", Namespace = Ns, Name = "w" },
        });
        Assert.Equal("Tested", created.Reason);
        var patched = await Client.PatchAsync<V1Event>(created.Metadata.Name!, Ns, (JsonObject)JsonNode.Parse(
            """{"series":{"count":2,"lastObservedTime":"2024-03-04T05:06:08.000001Z"}}""")!);
        Assert.Equal(2, patched.Series!.Count);
    }

    [SkippableFact]
    public async Task A_kind_nobody_serves_is_not_found()
    {
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() =>
            Client.Dynamic(new("nobody.howdah.dev", "v1", "Ghost", "ghosts")).ListAsync(Ns));
        Assert.True(refusal.IsNotFound);
    }
}

public sealed class FakeVerbTests(FakeCluster cluster) : VerbTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealVerbTests(RealCluster cluster) : VerbTests(cluster);
