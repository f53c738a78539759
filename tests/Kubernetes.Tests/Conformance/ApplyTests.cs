using System.Net;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class ApplyTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    private static readonly ApplyOptions PoliteBob = new("bob", Force: false);

    [SkippableFact]
    public async Task An_apply_creates_what_is_not_there()
    {
        var applied = await Client.ApplyAsync(Widget(size: 1), Alice);
        Assert.Equal((1, 1), (applied.Spec.Size, (int)applied.Metadata.Generation!));
        Assert.NotEmpty(applied.Metadata.Uid!);
    }

    [SkippableFact]
    public async Task The_same_apply_again_changes_nothing()
    {
        var first = await Client.ApplyAsync(Full(), Alice);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(first.Metadata.ResourceVersion, (await Client.ApplyAsync(Full(), Alice)).Metadata.ResourceVersion);
        }
    }

    [SkippableFact]
    public async Task What_a_manager_no_longer_applies_goes()
    {
        await Client.ApplyAsync(Full(), Alice);
        var less = Parts(("x", "1"));
        less.Spec.Limits = new() { ["cpu"] = "1" };
        var applied = await Client.ApplyAsync(less, Alice);
        Assert.Null(applied.Spec.Size);
        Assert.Null(applied.Spec.Text);
        Assert.Null(applied.Spec.Zones);
        Assert.Equal(["cpu"], applied.Spec.Limits!.Keys);
        Assert.Equal(["x=1"], Shown(applied));
        Assert.Null(applied.Metadata.Labels);
    }

    [SkippableFact]
    public async Task Taking_the_last_entry_of_a_map_or_keyed_list_of_a_custom_resource_may_be_refused()
    {
        // The API server merges an emptied map to null, which the schema does not allow unless it says nullable.
        await Client.ApplyAsync(Mapped("a"), Alice);
        try
        {
            Assert.Empty((await Client.ApplyAsync(Widget(size: 1), Alice)).Spec.Limits ?? []);
        }
        catch (KubernetesApiException refusal)
        {
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invalid"), (refusal.StatusCode, refusal.Reason));
            Assert.StartsWith("spec.limits: ", Assert.Single(refusal.Causes), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_last_entry_of_a_built_in_kind_can_go()
    {
        await Client.ApplyAsync(ConfigMap("c", ("a", "1")), Alice);
        Assert.Empty((await Client.ApplyAsync(ConfigMap(), Alice)).Data ?? []);
    }

    [SkippableFact]
    public async Task Two_managers_share_an_object()
    {
        await Client.ApplyAsync(Widget(size: 1), Alice);
        var both = await Client.ApplyAsync(Widget(text: "b"), PoliteBob);
        Assert.Equal((1, "b"), (both.Spec.Size, both.Spec.Text));
        var withoutBob = await Client.ApplyAsync(Widget(), PoliteBob);
        Assert.Equal((1, null), (withoutBob.Spec.Size, withoutBob.Spec.Text));
    }

    [SkippableFact]
    public async Task Two_managers_of_one_value_must_both_let_go()
    {
        await Client.ApplyAsync(Widget(size: 1, text: "a"), Alice);
        await Client.ApplyAsync(Widget(size: 1), PoliteBob);
        Assert.Equal(1, (await Client.ApplyAsync(Widget(text: "a"), Alice)).Spec.Size);
        Assert.Null((await Client.ApplyAsync(Widget(), PoliteBob)).Spec.Size);
    }

    [SkippableFact]
    public async Task Another_managers_value_is_a_conflict_that_names_owner_and_field()
    {
        await Client.ApplyAsync(Widget(size: 1, text: "a"), Alice);
        var refusal = await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyAsync(Widget(size: 2, text: "a"), PoliteBob));
        var cause = Assert.Single(refusal.Causes);
        Assert.Contains(".spec.size", cause, StringComparison.Ordinal);
        Assert.Contains("\"alice\"", cause, StringComparison.Ordinal);
        Assert.Equal(1, (await ReadAsync<V1Widget>("w"))!.Spec.Size);
    }

    [SkippableFact]
    public async Task Force_takes_the_field_over()
    {
        await Client.ApplyAsync(Widget(size: 1, text: "a"), Alice);
        Assert.Equal(2, (await Client.ApplyAsync(Widget(size: 2), Bob)).Spec.Size);
        var alice = await Client.ApplyAsync(Widget(text: "a"), Alice);
        Assert.Equal((2, "a"), (alice.Spec.Size, alice.Spec.Text));
    }

    [SkippableFact]
    public async Task An_updater_owns_what_it_changed()
    {
        var applied = await Client.ApplyAsync(Widget(size: 1, text: "a"), Alice);
        applied.Spec.Size = 5;
        await Client.UpdateAsync(applied);
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyAsync(Widget(size: 1, text: "a"), Alice with { Force = false }));
        Assert.Equal(5, (await Client.ApplyAsync(Widget(text: "a"), Alice)).Spec.Size);
    }

    [SkippableFact]
    public async Task Items_of_a_keyed_list_have_owners_of_their_own()
    {
        await Client.ApplyAsync(Parts(("x", "1"), ("y", "2")), Alice);
        var both = await Client.ApplyAsync(Parts(("z", "3")), PoliteBob);
        Assert.Equal(["x=1", "y=2", "z=3"], Shown(both));
        Assert.Equal(["x=9", "z=3"], Shown(await Client.ApplyAsync(Parts(("x", "9")), Alice)));
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyAsync(Parts(("x", "8"), ("z", "3")), PoliteBob));
        Assert.Equal(["x=9"], Shown(await Client.ApplyAsync(Widget(), PoliteBob)));
    }

    [SkippableFact]
    public async Task Two_managers_can_own_fields_of_one_item()
    {
        await Client.ApplyAsync(Parts(("x", "1")), Alice);
        var note = Widget();
        note.Spec.Parts = [new() { Name = "x", Note = "n" }];
        var both = await Client.ApplyAsync(note, PoliteBob);
        Assert.Equal(("1", "n"), (both.Spec.Parts![0].Value, both.Spec.Parts[0].Note));
        var left = await Client.ApplyAsync(Widget(), Alice);
        Assert.Equal((null, "n"), (left.Spec.Parts![0].Value, left.Spec.Parts[0].Note));
    }

    [SkippableFact]
    public async Task A_plain_list_belongs_to_one_manager_as_a_whole()
    {
        var entity = Widget();
        entity.Spec.Zones = ["a", "b"];
        await Client.ApplyAsync(entity, Alice);
        entity.Spec.Zones = ["b", "c"];
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyAsync(entity, PoliteBob));
        Assert.Equal(["b", "c"], (await Client.ApplyAsync(entity, Bob)).Spec.Zones!);
    }

    [SkippableFact]
    public async Task Map_entries_and_labels_have_owners_of_their_own()
    {
        await Client.ApplyAsync(Mapped("alice"), Alice);
        var both = await Client.ApplyAsync(Mapped("bob"), PoliteBob);
        Assert.Equal(["alice", "bob"], both.Spec.Limits!.Keys.Order());
        Assert.Equal(["alice", "bob"], both.Metadata.Labels!.Keys.Order());
        var left = await Client.ApplyAsync(Widget(), Alice);
        Assert.Equal(["bob"], left.Spec.Limits!.Keys);
        Assert.Equal(["bob"], left.Metadata.Labels!.Keys);
    }

    [SkippableFact]
    public async Task Finalizers_are_a_set()
    {
        var mine = Widget();
        mine.Metadata.Finalizers = ["howdah.dev/alice"];
        await Client.ApplyAsync(mine, Alice);
        var theirs = Widget();
        theirs.Metadata.Finalizers = ["howdah.dev/bob"];
        var both = await Client.ApplyAsync(theirs, PoliteBob);
        Assert.Equal(["howdah.dev/alice", "howdah.dev/bob"], both.Metadata.Finalizers!.Order());
        Assert.Equal(["howdah.dev/bob"], (await Client.ApplyAsync(Widget(), Alice)).Metadata.Finalizers!);
        Assert.Null((await Client.ApplyAsync(Widget(), PoliteBob)).Metadata.Finalizers);
    }

    [SkippableFact]
    public async Task An_old_version_in_an_apply_is_a_conflict()
    {
        var first = await Client.ApplyAsync(Widget(size: 1), Alice);
        await Client.ApplyAsync(Widget(size: 2), Alice);
        var stale = Widget(size: 3);
        stale.Metadata.ResourceVersion = first.Metadata.ResourceVersion;
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyAsync(stale, Alice));
    }

    [SkippableFact]
    public async Task A_dry_run_changes_nothing()
    {
        var before = await Client.ApplyAsync(Widget(size: 1), Alice);
        Assert.Equal(2, (await Client.ApplyAsync(Widget(size: 2), Alice with { DryRun = true })).Spec.Size);
        var after = (await ReadAsync<V1Widget>("w"))!;
        Assert.Equal((1, before.Metadata.ResourceVersion), (after.Spec.Size, after.Metadata.ResourceVersion));
        await Client.ApplyAsync(Widget("other"), Alice with { DryRun = true });
        Assert.Null(await ReadAsync<V1Widget>("other"));
    }

    [SkippableFact]
    public async Task The_status_is_not_part_of_an_apply()
    {
        var entity = Widget(size: 1);
        entity.Status.Phase = "Ready";
        Assert.Null((await Client.ApplyAsync(entity, Alice)).Status.Phase);
    }

    [SkippableFact]
    public async Task An_apply_on_status_changes_the_status_only()
    {
        var created = await Client.ApplyAsync(Widget(size: 1), Alice);
        var entity = Widget(size: 9);
        entity.Metadata.Labels = new() { ["a"] = "b" };
        entity.Status.Phase = "Ready";
        var applied = await Client.ApplyStatusAsync(entity, Bob);
        Assert.Equal((1, "Ready"), (applied.Spec.Size, applied.Status.Phase));
        Assert.Null(applied.Metadata.Labels);
        Assert.Equal(created.Metadata.Generation, applied.Metadata.Generation);
        Assert.Equal(applied.Metadata.ResourceVersion, (await Client.ApplyStatusAsync(entity, Bob)).Metadata.ResourceVersion);
    }

    [SkippableFact]
    public async Task One_manager_may_apply_spec_and_status()
    {
        await Client.ApplyAsync(Widget(size: 1, text: "t"), Alice);
        var status = Widget();
        status.Status.Phase = "Ready";
        await Client.ApplyStatusAsync(status, Alice);
        var applied = await Client.ApplyAsync(Widget(size: 1), Alice);
        Assert.Equal((1, null, "Ready"), (applied.Spec.Size, applied.Spec.Text, applied.Status.Phase));
    }

    [SkippableFact]
    public async Task An_apply_on_the_status_of_nothing_is_not_found() =>
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => Client.ApplyStatusAsync(Widget(), Alice))).IsNotFound);

    [SkippableFact]
    public async Task Conditions_have_owners_of_their_own()
    {
        await Client.CreateAsync(Widget(size: 1));
        await Client.ApplyStatusAsync(Condition("Ready", "True"), Alice);
        var both = await Client.ApplyStatusAsync(Condition("Synced", "False"), PoliteBob);
        Assert.Equal(["Ready=True", "Synced=False"], Conditions(both));
        Assert.Equal(["Ready=False", "Synced=False"], Conditions(await Client.ApplyStatusAsync(Condition("Ready", "False"), Alice)));
        var without = await Client.ApplyStatusAsync(Widget(), PoliteBob);
        Assert.Equal(["Ready=False"], Conditions(without));
    }

    [SkippableFact]
    public async Task A_status_apply_can_be_a_compare_and_swap()
    {
        var created = await Client.CreateAsync(Widget(size: 1));
        created.Status.Phase = "A";
        var first = await Client.ApplyStatusAsync(created, Alice with { OptimisticLock = true });
        created.Status.Phase = "B";
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => Client.ApplyStatusAsync(created, Alice with { OptimisticLock = true }));
        first.Status.Phase = "C";
        Assert.Equal("C", (await Client.ApplyStatusAsync(first, Alice with { OptimisticLock = true })).Status.Phase);
    }

    [SkippableFact]
    public async Task Managers_are_listed_with_their_fields()
    {
        await Client.ApplyAsync(Widget(size: 1), Alice);
        await Client.ApplyAsync(Widget(text: "b"), Bob);
        var entity = await Client.Dynamic(ResourceKind.Of<V1Widget>()).GetAsync("w", Ns);
        var fields = entity!["metadata"]!["managedFields"]!.AsArray().ToDictionary(
            entry => entry!["manager"]!.GetValue<string>(), entry => (Operation: entry!["operation"]!.GetValue<string>(), Fields: entry["fieldsV1"]));
        Assert.Equal("Apply", fields["alice"].Operation);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"f:spec":{"f:size":{}}}"""), fields["alice"].Fields), fields["alice"].Fields!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"f:spec":{"f:text":{}}}"""), fields["bob"].Fields), fields["bob"].Fields!.ToJsonString());
    }

    private static IEnumerable<string> Shown(V1Widget entity) => (entity.Spec.Parts ?? []).Select(part => $"{part.Name}={part.Value}");

    private static IEnumerable<string> Conditions(V1Widget entity) =>
        (entity.Status.Conditions ?? []).Select(condition => $"{condition.Type}={condition.Status}").Order();

    private V1Widget Parts(params (string Name, string Value)[] parts)
    {
        var entity = Widget();
        entity.Spec.Parts = [.. parts.Select(part => new V1Widget.Part { Name = part.Name, Value = part.Value })];
        return entity;
    }

    private V1Widget Mapped(string key)
    {
        var entity = Widget();
        entity.Metadata.Labels = new() { [key] = "1" };
        entity.Spec.Limits = new() { [key] = "1" };
        return entity;
    }

    private V1Widget Condition(string type, string status)
    {
        var entity = Widget();
        entity.Status.Conditions =
        [
            new V1Condition { Type = type, Status = status, Reason = "Tested", Message = "m", LastTransitionTime = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero).AddTicks(7) },
        ];
        return entity;
    }

    private V1Widget Full()
    {
        var entity = Widget(size: 1, text: "t");
        entity.Metadata.Labels = new() { ["l"] = "1" };
        entity.Spec.Limits = new() { ["cpu"] = "1", ["memory"] = "2" };
        entity.Spec.Zones = ["a", "b"];
        entity.Spec.Parts = [new() { Name = "x", Value = "1" }, new() { Name = "y", Value = "2" }];
        return entity;
    }
}

public sealed class FakeApplyTests(FakeCluster cluster) : ApplyTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealApplyTests(RealCluster cluster) : ApplyTests(cluster);
