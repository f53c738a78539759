using Howdah.HighAvailability.Failover;
using Howdah.HighAvailability.Lease;
using Howdah.HighAvailability.Quorum;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>An operator: reads cluster, lease and reports, takes one step of the failover machine, writes it by compare-and-swap.</summary>
internal sealed class ModelOperator
{
    private readonly ModelWorld _world;
    private readonly LeaseObserver _observer = new(1000);
    private SynchronousMemory? _memory;

    public ModelOperator(ModelWorld world)
    {
        _world = world;
        Loop();
    }

    public Process Process { get; } = new();

    private void Loop() => _world.Simulation.After(_world.Simulation.Between(50, 250), Process, Reconcile);

    private void Reconcile() => _world.Simulation.After(_world.RequestDelay(), Process, () =>
    {
        var (cluster, version, switchover) = (_world.Api.Cluster, _world.Api.ClusterVersion, _world.Api.SwitchoverTo);
        _world.Simulation.After(_world.RequestDelay(), Process, () =>
        {
            var lease = _world.Api.Lease;
            _world.Simulation.After(_world.RequestDelay(), Process, () =>
            {
                _observer.Observe(_world.Seen(lease), _world.OperatorClock);
                Ask(cluster, version, switchover, lease);
            });
        });
    });

    private void Ask(ClusterState cluster, int version, string? switchover, LeaseRecord? lease)
    {
        var reports = new List<InstanceReport>();
        foreach (var member in cluster.Members)
        {
            if (_world.OperatorReaches(member.Name) && !_world.Simulation.Chance(_world.LossRate))
            {
                _world.Simulation.After(_world.Simulation.Between(1, 150), () =>
                {
                    if (_world.AgentOf(member.Name) is { } agent && agent.Process.FrozenUntil <= _world.Simulation.Now && agent.Supervisor.Process.FrozenUntil <= _world.Simulation.Now)
                    {
                        reports.Add(agent.Report());
                    }
                });
            }
        }

        _world.Simulation.After(_world.Simulation.Between(100, 250), Process, () => Decide(cluster, version, switchover, lease, reports));
    }

    private void Decide(ClusterState cluster, int version, string? switchover, LeaseRecord? lease, List<InstanceReport> reports)
    {
        var seen = _world.Mutation == Mutation.PositionOnlyElection ? reports.ConvertAll(report => report with { Timeline = report.Role == InstanceRole.Standby ? 1 : report.Timeline }) : reports;
        var step = FailoverMachine.Next(new FailoverObservation
        {
            Cluster = cluster,
            Lease = _observer.View(_world.OperatorClock),
            LeaseHolder = lease?.Holder is { Length: > 0 } holder ? holder[..holder.IndexOf('_')] : null,
            Reports = seen,
            Unreachable = [.. cluster.Members.Select(member => member.Name).Except(reports.Select(report => report.Name))],
            Now = ModelWorld.Epoch.AddMilliseconds(_world.Simulation.Now),
            SwitchoverTo = switchover,
            AllowDataLossId = _world.Mutation == Mutation.NoQuorum ? cluster.Failover.Id : null,
            NewId = $"f{_world.NextEntry()}",
        });
        _world.Taken[step.Transition] = _world.Taken.GetValueOrDefault(step.Transition) + 1;
        var next = cluster with { Failover = step.Next, CurrentPrimary = step.CurrentPrimary ?? cluster.CurrentPrimary, Timeline = step.Timeline ?? cluster.Timeline };
        if (step.Next == cluster.Failover)
        {
            next = next with { Synchronous = Synchronous(cluster, reports) };
        }

        _world.Simulation.After(_world.RequestDelay(), () =>
        {
            if (next != cluster && _world.Api.TryUpdateCluster(version, next))
            {
                _world.OnTransition(step, next);
            }

            if (step.SwitchoverAnswered && _world.Api.SwitchoverTo == switchover)
            {
                _world.Api.SwitchoverTo = null;
            }

            if (!Process.Dead)
            {
                _world.Simulation.After(_world.RequestDelay(), Process, Loop);
            }
        });
    }

    private SynchronousStandbys? Synchronous(ClusterState cluster, List<InstanceReport> reports)
    {
        var step = SynchronousPolicy.Next(new SynchronousObservation
        {
            Cluster = cluster,
            Wanted = _world.Synchronous,
            Reports = reports,
            Memory = _memory,
            Now = ModelWorld.Epoch.AddMilliseconds(_world.Simulation.Now),
        });
        _memory = step.Memory;
        return step.Next is { } next && _world.Mutation == Mutation.NoConfirmation
            ? next with { Applied = Postgres.Configuration.SynchronousNames.Render(next.Number, [.. next.Names]), Names = [.. next.Names.Where(name => name != cluster.CurrentPrimary)] }
            : step.Next;
    }
}
