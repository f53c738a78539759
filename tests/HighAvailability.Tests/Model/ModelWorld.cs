using Howdah.HighAvailability.Failover;
using Howdah.HighAvailability.Lease;
using Howdah.Postgres.Configuration;

namespace Howdah.HighAvailability.Tests.Model;

internal sealed class ViolationException(string message) : Exception(message);

/// <summary>A pod: an agent and a supervisor with its server.</summary>
internal sealed class ModelPod(ModelAgent agent, ModelSupervisor supervisor)
{
    public ModelAgent Agent { get; set; } = agent;

    public ModelSupervisor Supervisor { get; } = supervisor;
}

/// <summary>Three instances, two operators, an API server and clients, with what can go wrong between them; checks the invariants after every step.</summary>
internal sealed class ModelWorld
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly double[] _rates;
    private readonly long[] _apiCutUntil;
    private readonly long[] _operatorCutUntil;
    private readonly long[,] _cutUntil;
    private readonly HashSet<int> _acknowledged = [];
    private readonly List<string> _trace = [];
    private int _entries;
    private int _pods;

    public ModelWorld(int seed, int instances, int? synchronous, Mutation mutation, bool growing)
    {
        Simulation = new Simulation(seed);
        Synchronous = synchronous;
        Mutation = mutation;
        Names = [.. Enumerable.Range(1, instances).Select(serial => $"db-{serial}")];
        _rates = [.. Names.Select(_ => 0.98 + (0.04 * Simulation.Random.NextDouble()))];
        _apiCutUntil = new long[instances];
        _operatorCutUntil = new long[instances];
        _cutUntil = new long[instances, instances];
        LossRate = Simulation.Random.NextDouble() * 0.05;
        var standbys = Names[1..];
        var setting = synchronous is { } number ? SynchronousNames.Render(number, standbys) : null;
        Api = new ModelApi(new ClusterState
        {
            SystemIdentifier = "s",
            CurrentPrimary = Names[0],
            Timeline = 1,
            Instances = growing ? 1 : instances,
            Members = [.. Names.Take(growing ? 1 : instances).Select(name => new Member(name, name, null))],
            Synchronous = synchronous is null ? null : new SynchronousStandbys(synchronous.Value, standbys, setting),
        });
        Volumes = [.. Names.Select((name, index) => new ModelVolume(index) { StandbySignal = index > 0 })];
        Pods = [.. Names.Select((_, index) => growing && index > 0 ? null : NewPod(index))];
        if (growing)
        {
            Volumes[1..].ForEach(static volume => volume.Clear(Howdah.HighAvailability.Instance.DataDirectoryState.Empty));
            Simulation.After(Simulation.Between(10_000, 60_000), () => Grow(instances));
        }

        Operators = [new ModelOperator(this), new ModelOperator(this)];
        ReplicationLoop();
        CommitLoop();
    }

    public Simulation Simulation { get; }

    public Mutation Mutation { get; }

    public int? Synchronous { get; }

    public List<string> Names { get; }

    public ModelApi Api { get; }

    public List<ModelVolume> Volumes { get; }

    /// <summary>The pods Kubernetes knows of; null while there is none.</summary>
    public List<ModelPod?> Pods { get; }

    /// <summary>Pods that were deleted by force and still run.</summary>
    public List<ModelPod> Zombies { get; } = [];

    public List<ModelOperator> Operators { get; }

    public double LossRate { get; set; }

    public int Failovers { get; private set; }

    /// <summary>How often an operator took each row of the transition table, whether its write succeeded or not.</summary>
    public Dictionary<FailoverTransition, int> Taken { get; } = [];

    /// <summary>Told every step of the failover machine.</summary>
    public Action<FailoverProgress>? Transition { get; set; }

    public int Acknowledged => _acknowledged.Count;

    public long OperatorClock => Simulation.Now;

    public string Trace => string.Join('\n', _trace.TakeLast(60));

    public void Note(string what) => _trace.Add($"{Simulation.Now / 1000.0,8:0.000} {what}");

    public int NextEntry() => ++_entries;

    public long LocalClock(int index) => (long)(Simulation.Now * _rates[index]) + (index * 1_000_000);

    public long RealDelay(int index, long local) => (long)Math.Ceiling(Math.Min(local, 1_000_000) / _rates[index]) + 1;

    public bool ApiReachable(int index) => _apiCutUntil[index] <= Simulation.Now;

    public bool OperatorReaches(string name) => _operatorCutUntil[Names.IndexOf(name)] <= Simulation.Now;

    public bool CanTalk(int left, int right) => left == right || _cutUntil[Math.Min(left, right), Math.Max(left, right)] <= Simulation.Now;

    public long RequestDelay() => Simulation.Chance(0.02) ? Simulation.Between(30, 1500) : Simulation.Between(1, 20);

    public long WatchDelay() => Simulation.Chance(0.03) ? Simulation.Between(300, 8000) : Simulation.Between(2, 200);

    public LeaseRecord? Seen(LeaseRecord? record) =>
        Mutation == Mutation.ImpatientObserver && record is not null ? record with { Duration = record.Duration / 2 } : record;

    public void CutApi(int index, long milliseconds) => _apiCutUntil[index] = Simulation.Now + milliseconds;

    public void CutOperator(int index, long milliseconds) => _operatorCutUntil[index] = Simulation.Now + milliseconds;

    public void Cut(int left, int right, long milliseconds) => _cutUntil[Math.Min(left, right), Math.Max(left, right)] = Simulation.Now + milliseconds;

    public IEnumerable<ModelPod> AllPods => Pods.OfType<ModelPod>().Concat(Zombies);

    public ModelAgent? AgentOf(string name) => Pods[Names.IndexOf(name)] is { Agent.Process.Dead: false } pod ? pod.Agent : null;

    /// <summary>The running server of an instance, whichever pod it is in.</summary>
    public ModelSupervisor? ServerOf(string name) =>
        AllPods.Select(pod => pod.Supervisor).FirstOrDefault(supervisor => supervisor.Volume.Index == Names.IndexOf(name) && supervisor.Running && !Frozen(supervisor));

    public bool Frozen(ModelSupervisor supervisor) => supervisor.Process.FrozenUntil > Simulation.Now;

    public ModelPod NewPod(int index)
    {
        var supervisor = new ModelSupervisor(this, Volumes[index]);
        return new ModelPod(new ModelAgent(this, Names[index], supervisor, $"uid{++_pods}"), supervisor);
    }

    public void RestartAgent(ModelAgent ended) => Simulation.After(Simulation.Between(200, 4000), () =>
    {
        var pod = AllPods.FirstOrDefault(pod => pod.Agent == ended);
        if (pod is not null && !pod.Supervisor.Process.Dead)
        {
            pod.Agent = new ModelAgent(this, ended.Name, pod.Supervisor, ended.Identity[(ended.Name.Length + 1)..]);
        }
    });

    /// <summary>A cluster of one gets more members; often while its primary cannot hear of it.</summary>
    private void Grow(int instances)
    {
        Note("grows");
        if (Simulation.Chance(0.5))
        {
            CutApi(0, Simulation.Between(5000, 30_000));
        }

        Simulation.After(Simulation.Between(0, 3000), () =>
        {
            Api.TryUpdateCluster(Api.ClusterVersion, Api.Cluster with { Instances = instances, Members = [.. Names.Select(name => new Member(name, name, null))] });
            for (var index = 1; index < instances; index++)
            {
                Pods[index] ??= NewPod(index);
            }
        });
    }

    public IReadOnlyList<StandbyReport> StandbysOf(ModelSupervisor primary) =>
    [
        .. AllPods.Select(pod => pod.Supervisor)
            .Where(standby => standby.Running && standby.Streaming && standby.ReceivesFrom == Names[primary.Volume.Index])
            .Select(standby => Names[standby.Volume.Index]).Distinct()
            .Select(name => new StandbyReport
            {
                Name = name,
                State = "streaming",
                LagBytes = primary.Volume.Log.End - primary.FlushedBy.GetValueOrDefault(name),
                FlushedLsn = new Postgres.Lsn((ulong)primary.FlushedBy.GetValueOrDefault(name)),
            }),
    ];

    /// <summary>A fast shutdown waits for connected standbys to receive everything, if they can.</summary>
    public void SendToEnd(ModelSupervisor primary)
    {
        foreach (var standby in AllPods.Select(pod => pod.Supervisor).Where(standby => standby.Streaming && standby.ReceivesFrom == Names[primary.Volume.Index]).ToList())
        {
            if (CanTalk(standby.Volume.Index, primary.Volume.Index) && !Frozen(standby) && Simulation.Chance(0.9))
            {
                standby.Volume.Log.CopyFrom(primary.Volume.Log, int.MaxValue / 2);
            }
        }
    }

    public void Rewind(ModelVolume volume, ModelSupervisor source)
    {
        if (volume.Log.Divergence(source.Volume.Log) is not { } divergence)
        {
            return;
        }

        if (!volume.Log.Entries.Take(divergence).SequenceEqual(source.Volume.Log.Entries.Take(divergence)))
        {
            throw new ViolationException($"pg_rewind takes different WAL of {Names[volume.Index]} and {Names[source.Volume.Index]} for a common past");
        }

        volume.Log = source.Volume.Log.Copy();
    }

    public void OnTransition(FailoverStep step, ClusterState next)
    {
        if (step.Event is { } told)
        {
            Note($"{told.Reason}: {told.Message}");
        }

        Transition?.Invoke(next.Failover);

        if (step.CurrentPrimary is { } primary)
        {
            Failovers++;
            CheckNothingLost(Volumes[Names.IndexOf(primary)], primary);
        }
    }

    public void CheckNothingLost(ModelVolume volume, string name)
    {
        if (Synchronous is not null && _acknowledged.Except(volume.Log.Entries).ToList() is { Count: > 0 } lost)
        {
            throw new ViolationException($"{lost.Count} acknowledged commits are not in {name}");
        }
    }

    public void CheckOnePrimary()
    {
        ModelSupervisor? first = null;
        foreach (var pod in AllPods)
        {
            var supervisor = pod.Supervisor;
            if (!supervisor.OutOfRecovery || supervisor.Process.Dead || supervisor.Process.FrozenUntil + 1500 > Simulation.Now)
            {
                continue;
            }

            if (first is not null)
            {
                throw new ViolationException($"{Names[first.Volume.Index]} and {Names[supervisor.Volume.Index]} are out of recovery at the same time");
            }

            first = supervisor;
        }
    }

    public bool IsHealthy()
    {
        var cluster = Api.Cluster;
        return cluster.Failover.State == FailoverState.Stable && Pods.TrueForAll(pod => pod is { Supervisor: { Running: true, HangsSince: null }, Agent.Process.Dead: false }) && Zombies.Count == 0
            && ServerOf(cluster.CurrentPrimary!) is { OutOfRecovery: true, Stopping: false, PermitMilliseconds: > 0 }
            && Pods.TrueForAll(pod => pod!.Agent.Name == cluster.CurrentPrimary || (pod.Supervisor.Streaming && pod.Supervisor.ReceivesFrom == cluster.CurrentPrimary));
    }

    /// <summary>The standbys on record have every acknowledged commit: losing one volume loses nothing.</summary>
    public bool IsConfirmed() => Api.Cluster.Synchronous is not { } record || (record.Applied == SynchronousNames.Render(record.Number, [.. record.Names]) && !record.Names.Contains(Api.Cluster.CurrentPrimary!));

    public string Describe() => string.Join('\n', AllPods.Select(pod => $"{pod.Agent.Name}: agent {(pod.Agent.Process.Dead ? "dead" : "alive")} {pod.Agent.Decision.Reason}/{pod.Agent.Decision.Server}, "
        + $"running {pod.Supervisor.Running} recovery {pod.Supervisor.InRecovery} follows {pod.Supervisor.Follows} streams {pod.Supervisor.Streaming}, lock {pod.Supervisor.HasLock}, "
        + $"{pod.Supervisor.Volume.State} timeline {pod.Supervisor.Volume.Log.Timeline} end {pod.Supervisor.Volume.Log.End} signal {pod.Supervisor.Volume.StandbySignal}, permit {pod.Supervisor.PermitMilliseconds}, names {pod.Supervisor.SynchronousNames}, "
        + $"waiting {pod.Supervisor.Unacknowledged.Count}")) + $"\nlease {Api.Lease}\nsync {Api.Cluster.Synchronous?.Number} of {string.Join(',', Api.Cluster.Synchronous?.Names ?? [])} applied {Api.Cluster.Synchronous?.Applied}";

    private void ReplicationLoop()
    {
        foreach (var pod in AllPods.ToList())
        {
            if (pod.Supervisor is { Running: true, InRecovery: true } standby && !Frozen(standby) && !standby.Process.Dead)
            {
                Replicate(standby);
            }
        }

        Simulation.After(Simulation.Between(20, 80), ReplicationLoop);
    }

    private void Replicate(ModelSupervisor standby)
    {
        var name = Names[standby.Volume.Index];
        var source = standby.ReceivesFrom is { } from && from != name ? ServerOf(from) : null;
        if (source is null || !CanTalk(standby.Volume.Index, source.Volume.Index))
        {
            (standby.WalReceiver, standby.Streaming) = (false, false);
            return;
        }

        var (log, ahead) = (standby.Volume.Log, source.Volume.Log);
        if (!standby.Streaming)
        {
            if (!ahead.Includes(log) || !standby.Replayed)
            {
                return;
            }

            if (!ahead.IsReallyPrefix(log))
            {
                throw new ViolationException($"{name} follows {Names[source.Volume.Index]} although their WAL differs");
            }

            (standby.WalReceiver, standby.Streaming) = (true, true);
        }

        log.CopyFrom(ahead, Simulation.Chance(0.1) ? 0 : (int)Simulation.Between(1, 20));
        var (run, end) = (source.Run, log.End);
        Simulation.After(Simulation.Between(1, 100), () =>
        {
            if (source.Run == run && source.Running && !Frozen(source) && CanTalk(standby.Volume.Index, source.Volume.Index))
            {
                source.FlushedBy[name] = Math.Max(source.FlushedBy.GetValueOrDefault(name), end);
                Acknowledge(source);
            }
        });
    }

    private void CommitLoop()
    {
        foreach (var pod in AllPods.ToList())
        {
            var server = pod.Supervisor;
            if (server.OutOfRecovery && !Frozen(server) && !server.Process.Dead)
            {
                var entry = NextEntry();
                server.Volume.Log.Entries.Add(entry);
                server.Unacknowledged.Add((entry, server.Volume.Log.End));
                Acknowledge(server);
            }
        }

        Simulation.After(Simulation.Between(30, 150), CommitLoop);
    }

    private void Acknowledge(ModelSupervisor primary)
    {
        if (!primary.OutOfRecovery)
        {
            return;
        }

        var synchronous = SynchronousNames.TryParse(primary.SynchronousNames, out var number, out var names);
        while (primary.Unacknowledged.Count > 0)
        {
            var (entry, end) = primary.Unacknowledged[0];
            if (synchronous && names!.Count(name => primary.FlushedBy.GetValueOrDefault(name) >= end) < number)
            {
                return;
            }

            _acknowledged.Add(entry);
            primary.Unacknowledged.RemoveAt(0);
        }
    }
}
