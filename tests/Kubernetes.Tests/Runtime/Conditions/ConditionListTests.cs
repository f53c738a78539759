using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Runtime.Conditions;

public class ConditionListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_condition_is_added_with_the_transition_time_in_whole_seconds()
    {
        List<V1Condition> conditions = [];

        Assert.True(conditions.Set("Ready", ConditionStatus.True, "AllInstancesReady", "3 of 3", 4, Noon.AddMilliseconds(789)));

        var ready = Assert.Single(conditions);
        Assert.Equal(("Ready", "True", "AllInstancesReady", "3 of 3", 4L, Noon),
            (ready.Type, ready.Status, ready.Reason, ready.Message, ready.ObservedGeneration!.Value, ready.LastTransitionTime));
    }

    [Fact]
    public void Setting_the_same_again_changes_nothing()
    {
        List<V1Condition> conditions = [];
        conditions.Set("Ready", ConditionStatus.True, "AllInstancesReady", "", 4, Noon);

        Assert.False(conditions.Set("Ready", ConditionStatus.True, "AllInstancesReady", "", 4, Noon.AddHours(1)));
        Assert.Equal(Noon, conditions[0].LastTransitionTime);
    }

    [Theory]
    [InlineData("OtherReason", "", 4)]
    [InlineData("AllInstancesReady", "other message", 4)]
    [InlineData("AllInstancesReady", "", 5)]
    public void The_transition_time_stays_when_only_other_fields_change(string reason, string message, long generation)
    {
        List<V1Condition> conditions = [];
        conditions.Set("Ready", ConditionStatus.True, "AllInstancesReady", "", 4, Noon);

        Assert.True(conditions.Set("Ready", ConditionStatus.True, reason, message, generation, Noon.AddHours(1)));
        Assert.Equal(Noon, conditions[0].LastTransitionTime);
        Assert.Equal((reason, message, generation), (conditions[0].Reason, conditions[0].Message, conditions[0].ObservedGeneration!.Value));
    }

    [Fact]
    public void The_transition_time_moves_when_the_status_changes()
    {
        List<V1Condition> conditions = [];
        conditions.Set("Ready", ConditionStatus.True, "AllInstancesReady", "", 4, Noon);

        Assert.True(conditions.Set("Ready", ConditionStatus.Unknown, "AgentSilent", "", 4, Noon.AddHours(1)));
        Assert.Equal(Noon.AddHours(1), conditions[0].LastTransitionTime);
        Assert.False(conditions.IsTrue("Ready"));
        Assert.False(conditions.IsFalse("Ready"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not camel case")]
    [InlineData("1Starts")]
    [InlineData("Ends,")]
    [InlineData("Ends:")]
    [InlineData("New\nline")]
    [InlineData("Line\n")]
    public void A_malformed_reason_is_refused_before_the_server_refuses_the_whole_status(string reason) =>
        Assert.Throws<ArgumentException>(() => new List<V1Condition>().Set("Ready", ConditionStatus.True, reason, "", 1, Noon));

    [Theory]
    [InlineData("")]
    [InlineData("has blank")]
    [InlineData("Ready\n")]
    [InlineData("-Ready")]
    public void A_malformed_type_is_refused(string type) =>
        Assert.Throws<ArgumentException>(() => new List<V1Condition>().Set(type, ConditionStatus.True, "Reason", "", 1, Noon));

    [Theory]
    [InlineData("Ready")]
    [InlineData("howdah.dev/Ready")]
    public void A_type_may_carry_a_domain(string type) =>
        Assert.True(new List<V1Condition>().Set(type, ConditionStatus.True, "A,b:c_d9", "", 1, Noon));

    [Fact]
    public void A_reason_and_a_type_have_a_longest_form()
    {
        List<V1Condition> conditions = [];
        Assert.True(conditions.Set(new string('T', 316), ConditionStatus.True, new string('R', 1024), "", 1, Noon));
        Assert.Throws<ArgumentException>(() => conditions.Set(new string('T', 317), ConditionStatus.True, "R", "", 1, Noon));
        Assert.Throws<ArgumentException>(() => conditions.Set("T", ConditionStatus.True, new string('R', 1025), "", 1, Noon));
    }

    [Fact]
    public void A_message_that_is_too_long_is_cut_without_breaking_a_character()
    {
        List<V1Condition> conditions = [];
        conditions.Set("Ready", ConditionStatus.True, "R", new string('x', 32767) + "\U0001F418", 1, Noon);

        Assert.Equal(new string('x', 32767), conditions[0].Message);
        Assert.False(conditions.Set("Ready", ConditionStatus.True, "R", new string('x', 32767) + "\U0001F418", 1, Noon));
    }

    [Fact]
    public void Removing_says_whether_it_was_there()
    {
        List<V1Condition> conditions = [];
        conditions.Set("Ready", ConditionStatus.True, "R", "", 1, Noon);

        Assert.True(conditions.Remove("Ready"));
        Assert.False(conditions.Remove("Ready"));
    }

    [Fact]
    public void The_transition_time_is_always_that_of_the_last_change_of_status() => Prop.ForAll<(byte Status, byte Reason)[]>(steps =>
    {
        List<V1Condition> conditions = [];
        var (last, at) = ((ConditionStatus?)null, Noon);
        for (var i = 0; i < steps.Length; i++)
        {
            var status = (ConditionStatus)(steps[i].Status % 3);
            var now = Noon.AddSeconds(i);
            at = status == last ? at : now;
            last = status;
            conditions.Set("Ready", status, $"R{steps[i].Reason % 2}", "", i / 3, now);
            if (conditions.Count != 1 || conditions[0].LastTransitionTime != at || conditions[0].Status != status.ToString())
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();
}
