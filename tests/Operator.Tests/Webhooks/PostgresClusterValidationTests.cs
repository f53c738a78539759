using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Webhooks;
using Howdah.Operator.PostgresClusters;

namespace Howdah.Operator.Tests.Webhooks;

public sealed class PostgresClusterValidationTests
{
    private static readonly PostgresClusterValidation Webhook = new();

    [Fact]
    public void An_ordinary_cluster_may_be_made() => Assert.True(Webhook.Create(TestClusters.Create(), false).Valid);

    [Fact]
    public void A_bad_one_is_refused_by_field_and_with_the_remedy()
    {
        var result = Webhook.Create(TestClusters.Create(-1, spec => spec.Storage.Size = "lots"), false);

        Assert.Equal(["spec.instances", "spec.storage.size"], result.Problems.Select(problem => problem.Field));
        Assert.Contains("set it to 1 to 9", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("write it like 20Gi", result.Problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_that_exist_cannot_shrink() => AssertRefused(
        Change(spec => spec.Storage.Size = "10Gi"), "spec.storage.size", "10Gi is less than the volumes' 20Gi, and volumes cannot shrink; set it to 20Gi or more");

    [Fact]
    public void Instances_cannot_fall_to_the_number_that_must_acknowledge() => AssertRefused(
        Change(
            spec => spec.Instances = 2,
            spec => spec.Replication = new ReplicationSpec { Synchronous = new SynchronousSpec { Number = 2 } }),
        "spec.replication.synchronous.number",
        "lower it, or set spec.instances to 3 or more");

    [Theory]
    [InlineData("fast", "slow", "set it back to 'fast'")]
    [InlineData("fast", null, "set it back to 'fast'")]
    [InlineData(null, "slow", "remove the field again")]
    public void The_storage_class_cannot_be_changed(string? before, string? after, string remedy) => AssertRefused(
        Change(spec => spec.Storage.StorageClass = after, spec => spec.Storage.StorageClass = before), "spec.storage.storageClass", remedy);

    [Fact]
    public void The_bootstrap_cannot_be_changed() => AssertRefused(
        Change(spec => spec.Bootstrap = new BootstrapSpec { Initdb = new InitdbSpec { Database = "other" } }), "spec.bootstrap", "set it back");

    [Fact]
    public void Before_there_is_a_database_everything_can_still_be_made_otherwise() => Assert.True(Change(
        spec =>
        {
            spec.Storage.Size = "1Gi";
            spec.Storage.StorageClass = "other";
            spec.Bootstrap = new BootstrapSpec { Initdb = new InitdbSpec { Database = "other" } };
        },
        initialized: false).Valid);

    [Fact]
    public void Growth_is_allowed() => Assert.True(Change(spec => spec.Storage.Size = "30Gi").Valid);

    [Fact]
    public void A_problem_from_before_is_a_warning_and_does_not_stop_another_change()
    {
        var result = Change(spec => spec.Instances = 2, spec => spec.StopTimeoutSeconds = 0);

        Assert.True(result.Valid);
        Assert.StartsWith("spec.stopTimeoutSeconds: 0 is out of range", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_problem_beside_an_old_one_is_refused()
    {
        var result = Change(spec => spec.Instances = 0, spec => spec.StopTimeoutSeconds = 0);

        Assert.Equal("spec.instances", Assert.Single(result.Problems).Field);
        Assert.Single(result.Warnings);
    }

    [Fact]
    public void A_bad_cluster_can_be_labelled_and_loses_its_finalizer()
    {
        var bad = TestClusters.Create(-1);
        var labelled = TestClusters.Create(-1);
        labelled.Metadata.Labels = new Dictionary<string, string> { ["team"] = "shop" };
        var leaving = TestClusters.Create(-2);
        leaving.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;

        Assert.Equal((true, true), (Webhook.Update(bad, labelled, false).Valid, Webhook.Update(bad, leaving, false).Valid));
    }

    private static ValidationResult Change(Action<PostgresClusterSpec> change, Action<PostgresClusterSpec>? both = null, bool initialized = true)
    {
        var before = TestClusters.Create(3, both);
        before.Status = new PostgresClusterStatus { SystemIdentifier = initialized ? "7" : null };
        var after = TestClusters.Create(3, both);
        change(after.Spec);
        return Webhook.Update(before, after, false);
    }

    private static void AssertRefused(ValidationResult result, string field, string remedy)
    {
        var problem = Assert.Single(result.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
    }
}
