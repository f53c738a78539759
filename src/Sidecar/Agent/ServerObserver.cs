using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.Instances;
using Howdah.Postgres.Connections;
using Howdah.Postgres.Probes;

namespace Howdah.Sidecar.Agent;

/// <summary>Asks the local server; keeps what is true for the whole run of a postmaster.</summary>
internal sealed class ServerObserver(LocalServer server, TimeProvider time)
{
    private DateTimeOffset _run;
    private bool _replayed;

    /// <param name="runs">The supervisor says that the server runs.</param>
    public async Task<ServerView> LookAsync(bool runs, ClusterState? cluster, string instance, CancellationToken cancellationToken)
    {
        if (!runs)
        {
            server.Clear();
            return ServerView.Nothing;
        }

        var probe = await ServerProbe.RunAsync(server, time, cancellationToken);
        if (probe.Value is not { } snapshot)
        {
            return ServerView.Nothing with { CanConnect = probe.Failure != ProbeFailure.CannotConnect, Error = probe.Error };
        }

        // A single look can miss it; once true it stays so for this run of the postmaster.
        _replayed = snapshot.LocalWalReplayed || (_replayed && _run == snapshot.StartedAt);
        _run = snapshot.StartedAt;
        return new ServerView(Facts(snapshot, cluster), snapshot, await StandbysAsync(snapshot, cluster, instance, cancellationToken), CanConnect: true, Error: null);
    }

    private ServerFacts Facts(ServerSnapshot snapshot, ClusterState? cluster) => new()
    {
        InRecovery = snapshot.InRecovery,
        Timeline = snapshot.Timeline,
        FlushedLsn = snapshot.FlushedLsn,
        ReplayedLsn = snapshot.ReplayedLsn,
        LocalWalReplayed = _replayed,
        WalReceiverActive = snapshot.WalReceiverActive,
        Streaming = snapshot.Streaming,
        Follows = snapshot.PrimaryConnInfo.Length == 0 ? null
            : cluster?.Members.FirstOrDefault(member => snapshot.PrimaryConnInfo.Contains($"host='{member.HostName}'", StringComparison.Ordinal))?.Name ?? "somebody",
    };

    private async Task<IReadOnlyList<StandbySnapshot>> StandbysAsync(ServerSnapshot snapshot, ClusterState? cluster, string instance, CancellationToken cancellationToken)
    {
        if (snapshot.InRecovery || cluster is null)
        {
            return [];
        }

        var slots = cluster.Members.Where(member => member.Name != instance).ToDictionary(static member => Names.Slot(member.Name), static member => member.Name);
        return (await StandbyProbe.RunAsync(server, slots, time, cancellationToken)).Value ?? [];
    }
}
