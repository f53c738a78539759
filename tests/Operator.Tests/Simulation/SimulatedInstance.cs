using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Postgres;
using Howdah.Postgres.Configuration;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>
/// Agent, supervisor and server of one pod. It decides by the real <see cref="InstancePolicy"/> and talks to the API server like an agent; only PostgreSQL is
/// made up: it starts, clones and rewinds within one tick.
/// </summary>
internal sealed class SimulatedInstance(SimulatedWorld world, string name, string podUid, SimulatedDisk disk)
{
    private readonly LeaseObserver _observer = new(world.Time.TimestampFrequency);
    private V1PostgresCluster? _cluster;
    private V1Lease? _lease;
    private bool _running;
    private bool _inRecovery;
    private string? _follows;
    private bool _streaming;
    private long _permitEnds;
    private long? _downSince;
    private string? _runningHash;
    private Dictionary<string, string> _runningParameters = [];
    private InstanceDecision _decision = new(LeaseAction.None, ServerGoal.Wait, DecisionReasons.ClusterUnknown);

    public string Name => name;

    public SimulatedDisk Disk => disk;

    /// <summary>Starts of the server: 1 after the first.</summary>
    public int Starts { get; private set; }

    public bool RunsAsPrimary => _running && !_inRecovery;

    public InstanceReport? Report { get; private set; }

    private string Identity => $"{name}_{podUid}";

    private bool Permitted => world.Time.GetTimestamp() < _permitEnds;

    public async Task TickAsync()
    {
        if (RunsAsPrimary && !Permitted)
        {
            Stop(clean: false);
        }

        if (!world.CutFromApi.Contains(name))
        {
            _cluster = world.Cluster() ?? _cluster;
            _lease = world.Find<V1Lease>(Names.PrimaryLease(world.Name));
            _observer.Observe(LeaseRecords.From(_lease), world.Time.GetTimestamp());
        }

        var running = _running;
        _decision = InstancePolicy.Decide(Observe());
        await ActAsync(_decision);
        Replicate();
        _downSince = RunsAsPrimary || !running && _downSince is null && disk.State != DataDirectoryState.Ready ? null : _downSince ?? world.Time.GetTimestamp();
        Report = Describe();
    }

    /// <summary>The pod is gone.</summary>
    public void Kill() => _running = false;

    private InstanceObservation Observe() => new()
    {
        Name = name,
        Cluster = _cluster is null ? null : ClusterStates.From(_cluster),
        Supervisor = new SupervisorReport
        {
            Data = disk.State,
            Server = _running ? ServerState.Running : ServerState.Stopped,
            Control = disk.SystemIdentifier is { } identifier
                ? new ControlData { SystemIdentifier = identifier, Timeline = disk.Timeline, State = disk.ControlState, Checkpoint = disk.Checkpoint }
                : null,
            HasStandbySignal = disk.StandbySignal,
            UnconfirmedPromotion = disk.UnconfirmedPromotion,
            PostmasterPid = _running ? 42 : 0,
            Starts = Starts,
            VerifiedStopped = !_running,
            ConfigHash = Hash(Parameters),
            RunningConfigHash = _runningHash,
            PermitMilliseconds = Permitted ? 1000 : 0,
        },
        Server = _running
            ? new ServerFacts
            {
                InRecovery = _inRecovery,
                Timeline = disk.Timeline,
                FlushedLsn = disk.Lsn,
                ReplayedLsn = disk.Lsn,
                LocalWalReplayed = true,
                WalReceiverActive = _streaming,
                Streaming = _streaming,
                Follows = _follows,
            }
            : null,
        Lease = _observer.View(world.Time.GetTimestamp()),
        HoldsLease = _lease?.Spec?.HolderIdentity == Identity && Permitted,
        LeaseHeldByPredecessor = _lease?.Spec?.HolderIdentity is { } holder && holder != Identity && holder.StartsWith(name + "_", StringComparison.Ordinal),
        PrimaryDownFor = _downSince is { } since && !_running ? world.Time.GetElapsedTime(since) : null,
    };

    private Dictionary<string, string> Parameters => _cluster?.Spec.Postgresql?.Parameters ?? [];

    private async Task ActAsync(InstanceDecision decision)
    {
        if (decision.Lease is LeaseAction.Acquire or LeaseAction.Renew && !await HoldAsync())
        {
            return;
        }

        if (decision.ConfirmPromotion)
        {
            disk.UnconfirmedPromotion = false;
        }

        switch (decision.Server)
        {
            case ServerGoal.Initialize:
                disk.State = DataDirectoryState.Ready;
                disk.SystemIdentifier = world.NextSystemIdentifier();
                disk.Timeline = 1;
                disk.Lsn = new Lsn(0x1000000);
                break;
            case ServerGoal.Clone or ServerGoal.Rewind when world.ServerOf(decision.Source?.Name) is { } source:
                disk.CopyFrom(source.Disk);
                break;
            case ServerGoal.RunPrimary:
                RunPrimary();
                break;
            case ServerGoal.RunStandby when disk.State == DataDirectoryState.Ready:
                Start(inRecovery: true);
                _follows = decision.Source?.Name;
                break;
            case ServerGoal.Restart:
                Stop(clean: true);
                Start(disk.StandbySignal);
                break;
            case ServerGoal.StopFast:
                Stop(clean: true);
                break;
            case ServerGoal.StopImmediate:
                Stop(clean: false);
                break;
        }

        if (decision.Lease == LeaseAction.Release && !_running)
        {
            await WriteLeaseAsync("");
        }
    }

    private void RunPrimary()
    {
        if (disk.State != DataDirectoryState.Ready)
        {
            return;
        }

        if (disk.StandbySignal)
        {
            disk.StandbySignal = false;
            disk.UnconfirmedPromotion = true;
            disk.Timeline++;
        }

        Start(inRecovery: false);
        _follows = null;
    }

    private void Start(bool inRecovery)
    {
        if (!_running)
        {
            Starts++;
            _runningParameters = new Dictionary<string, string>(Parameters);
            _runningHash = Hash(_runningParameters);
        }

        _running = true;
        _inRecovery = inRecovery;
        disk.ControlState = inRecovery ? "in archive recovery" : "in production";
    }

    private void Stop(bool clean)
    {
        if (RunsAsPrimary && clean)
        {
            disk.Checkpoint = disk.Lsn;
            disk.Lsn = new Lsn(disk.Lsn.Value + 104);
            disk.ControlState = "shut down";
            foreach (var standby in world.Servers.Where(standby => standby._streaming && standby._follows == name))
            {
                standby.Disk.Lsn = disk.Lsn;
            }
        }

        _running = false;
        _streaming = false;
        _follows = null;
    }

    private void Replicate()
    {
        if (RunsAsPrimary)
        {
            disk.Lsn = new Lsn(disk.Lsn.Value + 1000);
            return;
        }

        var source = world.ServerOf(_follows);
        _streaming = _running && source is { RunsAsPrimary: true } && source.Disk.SystemIdentifier == disk.SystemIdentifier && source.Disk.Timeline >= disk.Timeline;
        if (_streaming)
        {
            (disk.Lsn, disk.Timeline) = (source!.Disk.Lsn, source.Disk.Timeline);
        }
    }

    /// <summary>Takes or renews the lease by compare-and-swap; false when somebody else was faster, or the server cannot be reached.</summary>
    private async Task<bool> HoldAsync()
    {
        if (world.CutFromApi.Contains(name))
        {
            return Permitted;
        }

        var requested = world.Time.GetTimestamp();
        if (!await WriteLeaseAsync(Identity))
        {
            return false;
        }

        var duration = TimeSpan.FromSeconds(_cluster!.Spec.Failover?.LeaseDurationSeconds ?? 10);
        _permitEnds = LeasePermit.EndsAt(requested, duration, world.Time.TimestampFrequency);
        return true;
    }

    private async Task<bool> WriteLeaseAsync(string holder)
    {
        if (_lease is null || world.CutFromApi.Contains(name))
        {
            return false;
        }

        var spec = _lease.Spec ??= new V1LeaseSpec();
        spec.LeaseTransitions = (spec.LeaseTransitions ?? 0) + (spec.HolderIdentity == holder ? 0 : 1);
        spec.HolderIdentity = holder;
        spec.LeaseDurationSeconds = _cluster?.Spec.Failover?.LeaseDurationSeconds ?? 10;
        spec.RenewTime = world.Time.GetUtcNow();
        try
        {
            _lease = await world.Client.UpdateAsync(_lease);
            _observer.Observe(LeaseRecords.From(_lease), world.Time.GetTimestamp());
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            return false;
        }
    }

    private InstanceReport Describe()
    {
        var observation = Observe();
        var state = InstanceStates.State(observation, _decision, canConnect: true);
        var primary = RunsAsPrimary;
        return new InstanceReport
        {
            Name = name,
            PodUid = podUid,
            Role = InstanceStates.Role(observation),
            State = state,
            Message = _decision.Message,
            SystemIdentifier = disk.SystemIdentifier,
            Timeline = disk.SystemIdentifier is null ? null : disk.Timeline,
            FlushedLsn = disk.SystemIdentifier is null ? null : disk.Lsn,
            ReplayedLsn = disk.StandbySignal ? disk.Lsn : null,
            LocalWalReplayed = _running,
            FencedFor = InstancePolicy.FencedFor(observation, _decision),
            StreamingFrom = _streaming ? _follows : null,
            ControlState = disk.ControlState,
            CheckpointLsn = disk.SystemIdentifier is null ? null : disk.Checkpoint,
            HasStandbySignal = disk.StandbySignal,
            ConfigHash = observation.Supervisor.ConfigHash,
            RunningConfigHash = _runningHash,
            PendingRestart = _running && observation.Supervisor.ConfigHash != _runningHash ? ["max_connections"] : [],
            HotStandbyParameters = _running ? PostgresConfiguration.HotStandbyParameters(_runningParameters) : new Dictionary<string, long>(),
            SynchronousStandbyNames = primary ? SynchronousNamesSetting() : null,
            Standbys = primary ? [.. Followers().Select(follower => new StandbyReport { Name = follower.Name, State = "streaming", FlushedLsn = follower.Disk.Lsn, LagBytes = 0, Slot = Names.Slot(follower.Name) })] : [],
            PostgresVersion = _running ? "17.11" : null,
            HoldsLease = observation.HoldsLease,
        };
    }

    private IEnumerable<SimulatedInstance> Followers() => world.Servers.Where(standby => world.ServerOf(standby.Name) == standby && standby._streaming && standby._follows == name);

    private string SynchronousNamesSetting() => _cluster?.Status.Synchronous is { Number: > 0 } record
        ? SynchronousNames.Render(record.Number, [.. record.Standbys.Where(standby => standby != name)])
        : "";

    private static string Hash(Dictionary<string, string> parameters) =>
        string.Join(";", parameters.Where(pair => ParameterRules.NeedsRestart(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
