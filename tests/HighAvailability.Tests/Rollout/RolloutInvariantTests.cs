using FsCheck;
using FsCheck.Fluent;

namespace Howdah.HighAvailability.Tests.Rollout;

/// <summary>
/// Random clusters, changed step by step as the policies say, while instances are away for some turns and come back: whatever happens, no step may make a second
/// one unavailable.
/// </summary>
public sealed class RolloutInvariantTests
{
    private const int MostTurns = 400;

    [Fact]
    public void Restarts_make_at_most_one_instance_unavailable_and_take_the_primary_last_or_first_when_lowering() => Check(seed =>
    {
        var random = new Random(seed);
        var (instances, primary, lowering) = (random.Next(1, 7), 0, random.Next(2) == 0);
        primary = random.Next(1, instances + 1);
        var world = lowering ? RestartPolicyTests.Lowering(instances, primary) : RestartPolicyTests.Pending(instances, primary);
        var order = new List<string>();
        var trouble = new Trouble(world, random);
        for (var turn = 0; turn < MostTurns && order.Count < instances; turn++)
        {
            var away = trouble.Turn();
            if (world.Restart().Order is { } next)
            {
                Assert.True(away.Count == 0 || away.SetEquals([next.Instance]), $"{next.Instance} restarts while {string.Join(", ", away)} is away");
                order.Add(next.Instance);
                world.Change(next.Instance, report => report with { RunningConfigHash = "new", PendingRestart = [], HotStandbyParameters = world.Wanted });
                trouble.Away(next.Instance);
            }
        }

        Assert.Equal(instances, order.Distinct().Count());
        Assert.Equal(lowering ? 0 : instances - 1, order.IndexOf(world.Primary));
        Assert.Equal(order.Where(name => name != world.Primary).OrderByDescending(Serial), order.Where(name => name != world.Primary));
    });

    [Fact]
    public void Replacements_make_at_most_one_instance_unavailable_and_never_the_one_that_is_primary() => Check(seed =>
    {
        var random = new Random(seed);
        var instances = random.Next(2, 7);
        var world = new RolloutWorld(instances, random.Next(1, instances + 1));
        world.Outdated.UnionWith(world.Reports.Keys.Where(_ => random.Next(4) > 0));
        var (first, replaced) = (world.Primary, new List<string>());
        var trouble = new Trouble(world, random);
        for (var turn = 0; turn < MostTurns && world.Outdated.Count > 0; turn++)
        {
            var away = trouble.Turn();
            var step = world.Replace();
            Assert.False(step is { Replace: not null, SwitchoverTo: not null });
            if (step.SwitchoverTo is { } next)
            {
                Assert.True(away.IsSubsetOf([first]), $"the role moves while {string.Join(", ", away)} is away");
                Assert.Equal([first], world.Outdated);
                world.MovePrimary(next);
            }
            else if (step.Replace is { } leaving)
            {
                Assert.NotEqual(world.Primary, leaving);
                Assert.True(away.Count == 0 || away.SetEquals([leaving]), $"{leaving} is replaced while {string.Join(", ", away)} is away");
                replaced.Add(leaving);
                world.Outdated.Remove(leaving);
                trouble.Away(leaving);
            }
        }

        Assert.Empty(world.Outdated);
        Assert.True(!replaced.Contains(first) || replaced[^1] == first, "the old primary was not the last");
    });

    [Fact]
    public void Scaling_ends_at_the_wanted_number_never_removes_the_primary_and_keeps_enough_synchronous_standbys() => Check(seed =>
    {
        var random = new Random(seed);
        var instances = random.Next(1, 8);
        var wanted = random.Next(1, 8);
        var world = new RolloutWorld(instances, random.Next(1, instances + 1));
        var number = random.Next(0, Math.Min(instances, wanted));
        world.Cluster = world.Cluster with { Synchronous = number == 0 ? null : new SynchronousStandbys(number, [.. world.Reports.Keys.Where(name => name != world.Primary)], null) };
        var trouble = new Trouble(world, random);
        for (var turn = 0; turn < MostTurns && world.Cluster.Members.Count != wanted; turn++)
        {
            trouble.Turn();
            var step = world.Scale(wanted);
            Assert.False(step is { Create: not null, Remove: not null });
            if (step.Create is { } made)
            {
                Assert.DoesNotContain(world.Cluster.Members, member => member.Name == made);
                world.Cluster = world.Cluster with { Members = [.. world.Cluster.Members, new Member(made, made, null)] };
                world.Reports[made] = world.Healthy(made);
                trouble.Away(made);
                world.NeverReady.Add(made);
            }
            else if (step.Remove is { } removed)
            {
                Assert.NotEqual(world.Primary, removed);
                world.Cluster = world.Cluster with { Members = [.. world.Cluster.Members.Where(member => member.Name != removed)] };
                world.Reports.Remove(removed);
                Assert.True(world.Reports.Keys.Count(name => name != world.Primary && world.IsHealthy(name)) >= number, "too few standbys for the commits");
            }
        }

        Assert.Equal(wanted, world.Cluster.Members.Count);
        Assert.Contains(world.Cluster.Members, member => member.Name == world.Primary);
    });

    private static void Check(Action<int> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static int Serial(string name) => int.Parse(name["db-".Length..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Instances go away by themselves and by order, and come back after some turns; half of the time nobody does of his own.</summary>
    private sealed class Trouble(RolloutWorld world, Random random)
    {
        private readonly Dictionary<string, int> _away = new(StringComparer.Ordinal);
        private readonly bool _faults = random.Next(2) == 0;

        public void Away(string name)
        {
            _away[name] = random.Next(1, 4);
            world.Change(name, static report => report with { State = InstanceState.Starting });
        }

        public HashSet<string> Turn()
        {
            foreach (var (name, turns) in _away.ToList())
            {
                _away[name] = turns - 1;
                if (turns <= 1)
                {
                    _away.Remove(name);
                    world.NeverReady.Remove(name);
                    if (world.Reports.ContainsKey(name))
                    {
                        world.Change(name, static report => report with { State = InstanceState.Running });
                    }
                }
            }

            if (_faults && random.Next(4) == 0)
            {
                Away(world.Reports.Keys.ElementAt(random.Next(world.Reports.Count)));
            }

            return [.. _away.Keys];
        }
    }
}
