using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Runtime.Conditions;

public class ConditionSetTests
{
    [Fact]
    public void It_remembers_whether_a_status_write_is_needed()
    {
        List<V1Condition> conditions = [];
        var time = new FakeTimeProvider();
        new ConditionSet(conditions, 1, time).True("Ready", "Up");

        var same = new ConditionSet(conditions, 1, time);
        same.True("Ready", "Up");
        Assert.False(same.Changed);

        var newer = new ConditionSet(conditions, 2, time);
        newer.True("Ready", "Up");
        Assert.True(newer.Changed);
    }

    [Fact]
    public void Publishing_adds_only_what_is_missing_as_unknown()
    {
        List<V1Condition> conditions = [];
        var set = new ConditionSet(conditions, 1, new FakeTimeProvider());
        set.False("Ready", "Down");

        set.Publish("Ready", "Degraded");

        Assert.Equal([("Ready", "False"), ("Degraded", "Unknown")], conditions.Select(condition => (condition.Type, condition.Status)));
    }

    [Fact]
    public void Removing_a_condition_counts_as_a_change()
    {
        List<V1Condition> conditions = [];
        new ConditionSet(conditions, 1, new FakeTimeProvider()).Unknown("Ready", "Waiting");
        var set = new ConditionSet(conditions, 1, new FakeTimeProvider());

        set.Remove("Ready");

        Assert.True(set.Changed);
        Assert.Empty(conditions);
    }
}
