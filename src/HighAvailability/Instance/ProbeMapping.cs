using Howdah.Postgres;
using Howdah.Postgres.Probes;

namespace Howdah.HighAvailability.Instance;

/// <summary>What PostgreSQL's probes found, in the words of decisions and reports.</summary>
public static class ProbeMapping
{
    /// <param name="snapshot">Of the local server.</param>
    /// <param name="hosts">Hosts and addresses that may stand in primary_conninfo, and the instances they belong to.</param>
    /// <param name="replayedBefore">An earlier snapshot of the same run of the server already said that the local WAL is replayed.</param>
    public static ServerFacts ToFacts(ServerSnapshot snapshot, IReadOnlyDictionary<string, string> hosts, bool replayedBefore)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(hosts);
        var follows = snapshot.PrimaryConnInfo.Length == 0
            ? null
            : hosts.FirstOrDefault(pair => snapshot.PrimaryConnInfo.Contains($"'{pair.Key}'", StringComparison.Ordinal)).Value ?? "unknown";
        return new ServerFacts
        {
            InRecovery = snapshot.InRecovery,
            Timeline = snapshot.Timeline,
            FlushedLsn = snapshot.FlushedLsn,
            ReplayedLsn = snapshot.ReplayedLsn,
            LocalWalReplayed = snapshot.LocalWalReplayed || replayedBefore,
            WalReceiverActive = snapshot.WalReceiverActive,
            Streaming = snapshot.Streaming,
            Follows = follows,
        };
    }

    public static StandbyReport ToReport(StandbySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new StandbyReport
        {
            Name = snapshot.Name,
            State = snapshot.State,
            SyncState = snapshot.SyncState,
            LagBytes = snapshot.LagBytes,
            WriteLag = snapshot.WriteLag,
            FlushLag = snapshot.FlushLag,
            ReplayLag = snapshot.ReplayLag,
            ReplyAge = snapshot.ReplyAge,
            Slot = snapshot.Slot,
            SlotWalStatus = snapshot.SlotWalStatus,
            FlushedLsn = snapshot.FlushedLsn,
        };
    }

    public static ControlData ToControlData(ControlFile control)
    {
        ArgumentNullException.ThrowIfNull(control);
        return new ControlData
        {
            SystemIdentifier = control.SystemIdentifier,
            Timeline = control.Timeline,
            State = control.State,
            Checkpoint = control.Checkpoint,
            MinRecoveryEnd = control.MinRecoveryEnd,
            HotStandbyParameters = control.HotStandbyParameters,
        };
    }
}
