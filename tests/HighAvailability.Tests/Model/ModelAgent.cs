using Howdah.HighAvailability.Instance;
using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>An agent: reads by watch and by request, decides by InstancePolicy, orders its supervisor. Every request takes time and can be lost, either way.</summary>
internal sealed class ModelAgent
{
    private readonly ModelWorld _world;
    private readonly LeaseObserver _observer = new(1000);
    private ClusterState? _cluster;
    private int _clusterVersion = -1;
    private long _heldUntil = long.MinValue;
    private string? _leaseVersion;
    private long _nextRenewal;
    private bool _busy;
    private bool _confirmedHolder;
    private long? _downSince;
    private long? _notStreamingSince;
    private InstanceDecision _decision = new(LeaseAction.None, ServerGoal.Wait, "Start");

    public ModelAgent(ModelWorld world, string name, ModelSupervisor supervisor, string podUid)
    {
        _world = world;
        Name = name;
        Supervisor = supervisor;
        Identity = $"{name}_{podUid}";
        Supervisor.BelievesAlone = () => _cluster?.Alone == true;
        world.Api.Watchers.Add(Notify);
        Request(() => { });
        Loop(world.Simulation.Between(1, 200));
        ReadLeaseLoop();
    }

    public string Name { get; }

    public string Identity { get; }

    public Process Process { get; } = new();

    public ModelSupervisor Supervisor { get; }

    public bool HandingOver { get; set; }

    public Instance.InstanceDecision Decision => _decision;

    private int Index => Supervisor.Volume.Index;

    private long Clock => _world.LocalClock(Index);

    private TimeSpan Pace => (_cluster ?? new ClusterState()).LeaseDuration;

    private TimeSpan Written => _world.Mutation == Mutation.AloneNeverStops ? Pace : (_cluster ?? new ClusterState()).LeaseWrittenFor;

    private bool HoldsLease => Clock < _heldUntil;

    public InstanceReport Report()
    {
        var observation = Observe();
        var supervisor = observation.Supervisor;
        var facts = observation.Server;
        return new InstanceReport
        {
            Name = Name,
            Role = InstanceStates.Role(observation),
            State = InstanceStates.State(observation, _decision, canConnect: true),
            SystemIdentifier = supervisor.Control?.SystemIdentifier,
            Timeline = facts?.Timeline ?? supervisor.Control?.Timeline,
            FlushedLsn = facts?.FlushedLsn,
            ReplayedLsn = facts?.ReplayedLsn,
            LocalWalReplayed = facts?.LocalWalReplayed == true,
            FencedFor = _world.Mutation == Mutation.NoFencing ? _decision.FenceFor : InstancePolicy.FencedFor(observation, _decision),
            PromotedFor = _world.Mutation == Mutation.NoPromotionMark ? null : supervisor.PromotedFor,
            StreamingFrom = facts?.Streaming == true ? facts.Follows : null,
            ControlState = supervisor.Control?.State,
            CheckpointLsn = supervisor.Control?.Checkpoint,
            HasStandbySignal = supervisor.HasStandbySignal,
            HoldsLease = HoldsLease,
            SynchronousStandbyNames = Supervisor.OutOfRecovery ? Supervisor.SynchronousNames : null,
            Standbys = Supervisor.OutOfRecovery ? _world.StandbysOf(Supervisor) : [],
        };
    }

    private InstanceObservation Observe()
    {
        var supervisor = Supervisor.Report();
        var record = _observer.Record;
        var own = record is not null && record.Holder.StartsWith(Name + "_", StringComparison.Ordinal);
        if (!_confirmedHolder && record?.Holder == Identity && supervisor.PermitMilliseconds > 0)
        {
            _heldUntil = Math.Max(_heldUntil, Supervisor.PermitEnd);
            _leaseVersion = record.ResourceVersion;
            _confirmedHolder = true;
        }

        return new InstanceObservation
        {
            Name = Name,
            Cluster = _cluster,
            Supervisor = supervisor,
            Server = Supervisor.Facts(),
            Lease = _observer.View(Clock),
            HoldsLease = HoldsLease,
            LeaseHeldByPredecessor = own && !HoldsLease,
            PrimaryDownFor = _downSince is { } down ? TimeSpan.FromMilliseconds(Clock - down) : null,
            ServerStalledFor = _world.Mutation == Mutation.NoStallDetection ? null : Supervisor.StalledFor,
            NotStreamingFor = _notStreamingSince is { } since ? TimeSpan.FromMilliseconds(Clock - since) : null,
            AgentTerminating = HandingOver,
        };
    }

    private void Loop(long delay) => _world.Simulation.After(delay, Process, () =>
    {
        if (!Supervisor.Process.Dead && Supervisor.Process.FrozenUntil <= _world.Simulation.Now)
        {
            Step();
        }

        Loop(_world.Simulation.Between(50, 250));
    });

    private void Step()
    {
        Track();
        var observation = Observe();
        _decision = InstancePolicy.Decide(observation);
        if (_world.Mutation == Mutation.RewindUnconfirmed && _decision.Reason == DecisionReasons.UnconfirmedPromotion)
        {
            _decision = _decision with { Server = ServerGoal.Rewind };
        }

        if (_world.Mutation == Mutation.AloneNeverStops && _cluster?.Alone == true && _decision.Server == ServerGoal.StopImmediate)
        {
            _decision = _decision with { Server = ServerGoal.Wait };
        }

        if (_cluster is not null && Supervisor.HasLock)
        {
            Supervisor.SynchronousNames = _cluster.Synchronous is { } synchronous ? Postgres.Configuration.SynchronousNames.Render(synchronous.Number, [.. synchronous.Names.Where(name => name != Name)]) : null;
        }

        switch (_decision.Lease)
        {
            case LeaseAction.Acquire:
                Acquire();
                return;
            case LeaseAction.Renew when Clock >= _nextRenewal:
                Renew();
                break;
            case LeaseAction.Release when !_busy:
                Release();
                break;
        }

        if (_world.Mutation == Mutation.ReleaseBeforeStop && _decision.Server is ServerGoal.StopFast or ServerGoal.StopImmediate && HoldsLease && !_busy)
        {
            Release();
        }

        if (_decision.FenceFor is null || _world.Mutation != Mutation.NoFencing)
        {
            Supervisor.Obey(_decision);
        }

        if (HandingOver && _decision.Lease == LeaseAction.None)
        {
            End();
        }
    }

    /// <summary>The agent's container is replaced; supervisor and server go on.</summary>
    public void End()
    {
        Process.Dead = true;
        _world.RestartAgent(this);
    }

    private void Track()
    {
        var primary = _decision.Server == ServerGoal.RunPrimary || _decision.Reason == DecisionReasons.PrimaryGivenUp;
        _downSince = !primary || Supervisor.OutOfRecovery ? null : _downSince ?? Clock;
        var follows = Supervisor.Running && Supervisor.InRecovery && Supervisor.Follows is not null && !Supervisor.Streaming;
        _notStreamingSince = follows ? _notStreamingSince ?? Clock : null;
    }

    private void Acquire()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var record = _observer.Record;
        Request(() =>
        {
            _decision = InstancePolicy.Decide(Observe());
            if (_decision.Lease != LeaseAction.Acquire)
            {
                _busy = false;
                return;
            }

            var duration = Written;
            var started = Clock;
            Request(() =>
            {
                var done = _world.Api.TryUpdateLease(record?.ResourceVersion, Identity, duration);
                var version = _world.Api.Lease?.ResourceVersion;
                return () =>
                {
                    _busy = false;
                    if (done)
                    {
                        Held(started, duration, version!);
                        Step();
                    }
                };
            }, () => _busy = false);
        }, () => _busy = false);
    }

    private void Renew()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var duration = HandingOver && Written < LeasePermit.HandoverDuration ? LeasePermit.HandoverDuration : Written;
        var started = Clock;
        var version = _leaseVersion;
        if (_world.Mutation != Mutation.NoShorteningAfterHandover)
        {
            var end = LeasePermit.EndsAtBeforeAnswer(Supervisor.PermitEnd, started, duration, 1000);
            if (end != Supervisor.PermitEnd)
            {
                Supervisor.SetPermit(end);
            }
        }

        _nextRenewal = Clock + (long)LeasePermit.RetryInterval(Pace).TotalMilliseconds;
        Request(() =>
        {
            var done = _world.Api.TryUpdateLease(version, Identity, duration);
            var now = _world.Api.Lease;
            return () =>
            {
                _busy = false;
                if (done)
                {
                    Held(started, duration, now!.ResourceVersion);
                }
                else if (now?.Holder == Identity)
                {
                    _leaseVersion = now.ResourceVersion;
                }
                else
                {
                    Lost();
                }
            };
        }, () => _busy = false);
    }

    private void Release()
    {
        _busy = true;
        var version = _leaseVersion ?? _observer.Record?.ResourceVersion;
        version = HoldsLease ? version : _observer.Record?.ResourceVersion;
        if (_world.Mutation != Mutation.ReleaseBeforeStop)
        {
            Supervisor.SetPermit(long.MinValue / 2);
        }

        Request(() =>
        {
            var mine = _world.Api.Lease?.Holder.StartsWith(Name + "_", StringComparison.Ordinal) == true;
            var done = mine && _world.Api.TryUpdateLease(version, "", _world.Api.Lease!.Duration);
            var now = _world.Api.Lease;
            return () =>
            {
                _busy = false;
                if (done || !mine)
                {
                    Lost();
                    _observer.Observe(now, Clock);
                }
                else
                {
                    _leaseVersion = now?.ResourceVersion;
                }
            };
        }, () => _busy = false);
    }

    private void Held(long started, TimeSpan duration, string version)
    {
        _confirmedHolder = true;
        _leaseVersion = version;
        _heldUntil = started + (long)duration.TotalMilliseconds;
        _nextRenewal = started + (long)LeasePermit.RenewInterval(Pace).TotalMilliseconds;
        Supervisor.SetPermit(LeasePermit.EndsAt(started, duration, 1000));
        if (HandingOver)
        {
            End();
        }
    }

    private void Lost()
    {
        _heldUntil = long.MinValue;
        _confirmedHolder = true;
    }

    private void Notify() => _world.Simulation.After(_world.WatchDelay(), Process, () =>
    {
        if (_world.ApiReachable(Index))
        {
            ReadCluster();
        }
    });

    private void ReadCluster()
    {
        if (_world.Api.ClusterVersion > _clusterVersion)
        {
            (_cluster, _clusterVersion) = (_world.Api.Cluster, _world.Api.ClusterVersion);
        }
    }

    private void ReadLeaseLoop()
    {
        Request(() =>
        {
            var record = _world.Api.Lease;
            return () => _observer.Observe(_world.Seen(record), Clock);
        }, () => { });
        _world.Simulation.After(_world.Simulation.Between(300, 700), Process, ReadLeaseLoop);
        _world.Simulation.After(_world.Simulation.Between(500, 3000), Process, () =>
        {
            if (_world.ApiReachable(Index))
            {
                ReadCluster();
            }
        });
    }

    private void Request(Action read, Action? failed = null) => Request(() =>
    {
        var cluster = (_world.Api.Cluster, _world.Api.ClusterVersion);
        return () =>
        {
            if (cluster.ClusterVersion > _clusterVersion)
            {
                (_cluster, _clusterVersion) = cluster;
            }

            read();
        };
    }, failed ?? (() => { }));

    /// <param name="atServer">Runs at the API server, and gives what the answer does here.</param>
    /// <param name="failed">No answer came.</param>
    private void Request(Func<Action> atServer, Action failed)
    {
        if (!_world.ApiReachable(Index) || _world.Simulation.Chance(_world.LossRate))
        {
            _world.Simulation.After(2000, Process, failed);
            return;
        }

        _world.Simulation.After(_world.RequestDelay(), () =>
        {
            var answer = atServer();
            if (!_world.ApiReachable(Index) || _world.Simulation.Chance(_world.LossRate))
            {
                _world.Simulation.After(2000, Process, failed);
            }
            else
            {
                _world.Simulation.After(_world.RequestDelay(), Process, answer);
            }
        });
    }
}
