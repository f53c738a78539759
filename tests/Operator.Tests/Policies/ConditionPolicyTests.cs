using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class ConditionPolicyTests
{
    [Fact]
    public void A_cluster_as_specified_has_four_conditions_in_order()
    {
        var conditions = ConditionPolicy.Of(new Seen().Facts());

        Assert.Equal(
            ["Ready True AllInstancesReady", "Progressing False AsSpecified", "ConsistentSystemId True Consistent", "ReplicationHealthy True AllStreaming"],
            conditions.Select(static condition => $"{condition.Type} {condition.Status} {condition.Reason}"));
        Assert.Equal("db-1 is primary; 3 of 3 instances are ready", conditions[0].Message);
    }

    [Fact]
    public void Before_initdb_nothing_is_known_of_replication_and_of_the_system()
    {
        var seen = new Seen();
        seen.Cluster.Status.SystemIdentifier = null;

        Assert.Equal(("False", "Bootstrapping"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal(("True", "Bootstrapping"), Of(PostgresClusterConditions.Progressing, seen.Facts()));
        Assert.Equal(("Unknown", "NotInitialized"), Of(PostgresClusterConditions.ConsistentSystemId, seen.Facts()));
        Assert.Equal(("Unknown", "NotInitialized"), Of(PostgresClusterConditions.ReplicationHealthy, seen.Facts()));
    }

    [Fact]
    public void A_primary_that_takes_no_writes_is_named_with_its_reason()
    {
        var seen = new Seen();
        seen.Report("db-1", static report => report with { State = InstanceState.CannotConnect, Message = "connection refused" });

        Assert.Equal(("False", "PrimaryNotReady"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal("db-1 is CannotConnect: connection refused", Message(PostgresClusterConditions.Ready, seen.Facts()));
    }

    [Fact]
    public void A_primary_without_the_application_s_database_is_not_ready_whatever_else_is()
    {
        var seen = new Seen();
        seen.Report("db-1", static report => report with { Preparing = "the database app is not made yet: the password of its owner app has not arrived" });

        Assert.Equal(("False", "Preparing"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal(
            "db-1 accepts writes; the database app is not made yet: the password of its owner app has not arrived", Message(PostgresClusterConditions.Ready, seen.Facts()));
    }

    [Fact]
    public void During_a_failover_the_machine_s_own_message_is_told()
    {
        var seen = new Seen();
        seen.FailOver(FailoverState.DemotingOldPrimary, message: "2 of 3 standbys are needed, 1 is there");
        seen.Report("db-1", static report => report with { State = InstanceState.Stopped });

        Assert.Equal(("False", "FailingOver"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal(("True", "FailingOver"), Of(PostgresClusterConditions.Progressing, seen.Facts()));
        Assert.Equal("2 of 3 standbys are needed, 1 is there", Message(PostgresClusterConditions.Ready, seen.Facts()));
    }

    [Fact]
    public void A_missing_standby_is_told_together_with_the_fact_that_writes_work()
    {
        var seen = new Seen();
        seen.Report("db-3", static report => report with { State = InstanceState.NotStreaming, StreamingFrom = null });

        Assert.Equal(("False", "InstancesNotReady"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal("db-1 accepts writes; db-3 is NotStreaming", Message(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal(("False", "NotStreaming"), Of(PostgresClusterConditions.ReplicationHealthy, seen.Facts()));
    }

    [Fact]
    public void The_progress_of_a_clone_stays_out_of_messages_because_each_change_would_be_a_write()
    {
        var seen = new Seen();
        seen.Report("db-3", static report => report with { State = InstanceState.Cloning, Message = "41 % of 12 GB" });

        Assert.Equal("db-3 is Cloning", Message(PostgresClusterConditions.ReplicationHealthy, seen.Facts()));
    }

    [Fact]
    public void A_member_without_a_state_does_not_exist_yet()
    {
        var seen = new Seen();
        seen.Cluster.Spec.Instances = 4;

        Assert.Equal("db-1 accepts writes; db-4 does not exist yet", Message(PostgresClusterConditions.Ready, seen.Facts() with { Members = [.. seen.Rows(), new InstanceStatus { Name = "db-4" }] }));
        Assert.Equal("db-1 accepts writes; 3 of 4 instances exist", Message(PostgresClusterConditions.Ready, seen.Facts()));
    }

    [Fact]
    public void Synchronous_replication_that_is_asked_for_and_not_yet_on_is_not_ready()
    {
        var seen = new Seen();
        seen.Cluster.Spec.Replication = new ReplicationSpec { Synchronous = new SynchronousSpec { Number = 1 } };
        Assert.Equal(("False", "NotSynchronousYet"), Of(PostgresClusterConditions.Ready, seen.Facts()));

        seen.Cluster.Status.Synchronous = new SynchronousStatus { Number = 1, Standbys = ["db-2", "db-3"] };
        Assert.Equal(("True", "AllInstancesReady"), Of(PostgresClusterConditions.Ready, seen.Facts()));
    }

    [Fact]
    public void An_invalid_specification_is_told_by_progressing_while_what_runs_stays_ready()
    {
        var seen = new Seen();
        seen.Cluster.Spec.Instances = 99;
        var facts = seen.Facts() with { Problems = [new SpecProblem("spec.instances", "must be 1 to 9")] };

        Assert.Equal(("False", "InvalidSpec"), Of(PostgresClusterConditions.Progressing, facts));
        Assert.Equal("spec.instances: must be 1 to 9", Message(PostgresClusterConditions.Progressing, facts));
        Assert.Equal(("True", "AllInstancesReady"), Of(PostgresClusterConditions.Ready, facts));
    }

    [Fact]
    public void What_hinders_is_told_in_this_order()
    {
        var facts = new Seen().Facts() with { Activity = new Activity("ScalingUp", "Making db-4") };
        Assert.Equal(("True", "ScalingUp"), Of(PostgresClusterConditions.Progressing, facts));

        facts = facts with { Troubles = [new Trouble("ForeignObject", "Secret db-ca is somebody else's"), new Trouble("Other", "and this")] };
        Assert.Equal(("False", "ForeignObject"), Of(PostgresClusterConditions.Progressing, facts));
        Assert.Equal("Secret db-ca is somebody else's; and this", Message(PostgresClusterConditions.Progressing, facts));

        facts = facts with { Paused = true };
        Assert.Equal(("False", "Paused"), Of(PostgresClusterConditions.Progressing, facts));
        Assert.Contains("howdah.dev/paused", Message(PostgresClusterConditions.Progressing, facts), StringComparison.Ordinal);

        facts = facts with { Problems = [new SpecProblem("spec", "is bad")] };
        Assert.Equal(("False", "InvalidSpec"), Of(PostgresClusterConditions.Progressing, facts));
    }

    [Fact]
    public void A_cluster_that_is_being_deleted_is_not_ready()
    {
        var seen = new Seen();
        seen.Cluster.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;

        Assert.Equal(("False", "Deleting"), Of(PostgresClusterConditions.Ready, seen.Facts()));
        Assert.Equal(("True", "Deleting"), Of(PostgresClusterConditions.Progressing, seen.Facts()));
    }

    [Fact]
    public void A_volume_of_another_system_is_named_with_the_remedy()
    {
        var seen = new Seen();
        seen.Report("db-3", static report => report with { SystemIdentifier = "8" });

        Assert.Equal(("False", "ForeignSystemIdentifier"), Of(PostgresClusterConditions.ConsistentSystemId, seen.Facts()));
        Assert.Equal(
            "PersistentVolumeClaim data-db-3-0 belongs to the database system 8, not 7; delete it together with pod db-3-0 to have the instance cloned anew",
            Message(PostgresClusterConditions.ConsistentSystemId, seen.Facts()));
    }

    [Fact]
    public void Volumes_that_cannot_form_a_cluster_are_told_before_there_is_a_primary()
    {
        var seen = new Seen();
        seen.Cluster.Status.SystemIdentifier = null;

        Assert.Equal("they differ", Message(PostgresClusterConditions.ConsistentSystemId, seen.Facts() with { ForeignVolumes = "they differ" }));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("unreserved")]
    public void A_slot_that_falls_behind_is_told(string status)
    {
        var seen = new Seen();
        seen.Report("db-1", report => report with { Standbys = [new StandbyReport { Name = "db-2", SlotWalStatus = "reserved" }, new StandbyReport { Name = "db-3", SlotWalStatus = status }] });

        Assert.Equal(("False", "SlotFallingBehind"), Of(PostgresClusterConditions.ReplicationHealthy, seen.Facts()));
        Assert.EndsWith("for db-3", Message(PostgresClusterConditions.ReplicationHealthy, seen.Facts()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_instance_needs_no_replication() => Assert.Equal(("True", "NoStandbys"), Of(PostgresClusterConditions.ReplicationHealthy, new Seen(1).Facts()));

    private static WantedCondition Find(string type, ConditionFacts facts) => ConditionPolicy.Of(facts).Single(condition => condition.Type == type);

    private static (string Status, string Reason) Of(string type, ConditionFacts facts) => (Find(type, facts).Status.ToString(), Find(type, facts).Reason);

    private static string Message(string type, ConditionFacts facts) => Find(type, facts).Message;
}
