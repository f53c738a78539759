using System.Reflection;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.Postgres.Probes;

namespace Howdah.Sidecar.Agent.Specs;

/// <summary>What the agent says of its instance, from what it knows and has decided.</summary>
internal static class ReportSpec
{
    private const int LongestMessage = 1000;

    public static readonly string Version = typeof(ReportSpec).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static InstanceReport Build(AgentIdentity identity, InstanceObservation observation, InstanceDecision decision, ServerView server, bool holdsLease, string? preparing)
    {
        var supervisor = observation.Supervisor;
        var snapshot = server.Snapshot;
        var control = supervisor.Control;
        var role = InstanceStates.Role(observation);
        return new InstanceReport
        {
            Name = identity.Instance,
            PodUid = identity.PodUid,
            Role = role,
            State = InstanceStates.State(observation, decision, server.CanConnect),
            Message = Message(observation, decision, server),
            SystemIdentifier = control?.SystemIdentifier ?? snapshot?.SystemIdentifier,
            Timeline = snapshot?.Timeline ?? control?.Timeline,
            FlushedLsn = snapshot?.FlushedLsn,
            ReplayedLsn = snapshot?.ReplayedLsn,
            LocalWalReplayed = observation.Server?.LocalWalReplayed ?? false,
            FencedFor = InstancePolicy.FencedFor(observation, decision),
            PromotedFor = supervisor.PromotedFor is { Length: > 0 } failover ? failover : null,
            StreamingFrom = observation.Server is { Streaming: true } facts ? facts.Follows : null,
            ControlState = control?.State,
            CheckpointLsn = control?.Checkpoint,
            HasStandbySignal = supervisor.HasStandbySignal,
            ConfigHash = supervisor.ConfigHash,
            RunningConfigHash = supervisor.RunningConfigHash,
            PendingRestart = snapshot?.PendingRestart ?? [],
            HotStandbyParameters = snapshot?.HotStandbyParameters ?? new Dictionary<string, long>(),
            Preparing = snapshot is { InRecovery: false } ? preparing : null,
            SynchronousStandbyNames = snapshot is { InRecovery: false } ? snapshot.SynchronousStandbyNames : null,
            Standbys = [.. server.Standbys.Select(Standby)],
            PostgresVersion = snapshot?.Version,
            HoldsLease = holdsLease,
            SidecarVersion = Version,
        };
    }

    private static string? Message(InstanceObservation observation, InstanceDecision decision, ServerView server)
    {
        var supervisor = observation.Supervisor;
        var text = decision.Message
            ?? (supervisor.Operation is { } operation ? $"{operation} {supervisor.Progress}".TrimEnd() : null)
            ?? supervisor.OperationError
            ?? (supervisor.Server == ServerState.Running ? server.Error : supervisor.ServerError);
        return text is { Length: > LongestMessage } ? text[^LongestMessage..] : text;
    }

    private static StandbyReport Standby(StandbySnapshot standby) => new()
    {
        Name = standby.Name,
        State = standby.State,
        SyncState = standby.SyncState,
        LagBytes = standby.LagBytes,
        WriteLag = standby.WriteLag,
        FlushLag = standby.FlushLag,
        ReplayLag = standby.ReplayLag,
        ReplyAge = standby.ReplyAge,
        Slot = standby.Slot,
        SlotWalStatus = standby.SlotWalStatus,
        FlushedLsn = standby.FlushedLsn,
    };
}
