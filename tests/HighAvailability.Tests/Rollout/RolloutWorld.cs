using Howdah.HighAvailability.Rollout;
using Howdah.Postgres;

namespace Howdah.HighAvailability.Tests.Rollout;

/// <summary>A cluster in which everybody is healthy until a test says otherwise.</summary>
internal sealed class RolloutWorld
{
    public RolloutWorld(int instances, int primary = 1)
    {
        var names = Enumerable.Range(1, instances).Select(Name).ToList();
        Cluster = new ClusterState
        {
            SystemIdentifier = "7",
            CurrentPrimary = Name(primary),
            Members = [.. names.Select(name => new Member(name, name, null))],
        };
        foreach (var name in names)
        {
            Reports[name] = Healthy(name);
        }
    }

    public ClusterState Cluster { get; set; }

    public Dictionary<string, InstanceReport> Reports { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Outdated { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Unsettled { get; } = [];

    public HashSet<string> NeverReady { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Wanted { get; } = new(StringComparer.Ordinal);

    public bool Paused { get; set; }

    public string Primary => Cluster.CurrentPrimary!;

    public static string Name(int serial) => $"db-{serial}";

    public InstanceReport Healthy(string name) => new()
    {
        Name = name,
        State = InstanceState.Running,
        Role = name == Primary ? InstanceRole.Primary : InstanceRole.Standby,
        HoldsLease = name == Primary,
        StreamingFrom = name == Primary ? null : Primary,
        FlushedLsn = new Lsn(1000),
        ConfigHash = "new",
        RunningConfigHash = "new",
    };

    public void Change(string name, Func<InstanceReport, InstanceReport> change) => Reports[name] = change(Reports[name]);

    public void NeedsRestart(string name) => Change(name, static report => report with { RunningConfigHash = "old", PendingRestart = ["max_connections"] });

    public bool IsHealthy(string name) => InstanceHealth.IsHealthy(Cluster, [.. Reports.Values], name);

    /// <summary>The role has moved: everybody follows the new primary.</summary>
    public void MovePrimary(string name)
    {
        Cluster = Cluster with { CurrentPrimary = name };
        foreach (var (member, report) in Reports)
        {
            var healthy = Healthy(member);
            Reports[member] = report with { Role = healthy.Role, HoldsLease = healthy.HoldsLease, StreamingFrom = healthy.StreamingFrom };
        }
    }

    public RestartStep Restart() => RestartPolicy.Next(new RestartObservation { Cluster = Cluster, Reports = [.. Reports.Values], HotStandbyParameters = Wanted, Paused = Paused });

    public ReplacementStep Replace() => ReplacementPolicy.Next(new ReplacementObservation { Cluster = Cluster, Reports = [.. Reports.Values], Outdated = Outdated, Unsettled = Unsettled, Paused = Paused });

    public ScaleStep Scale(int wanted) =>
        ScalePolicy.Next(new ScaleObservation { ClusterName = "db", Wanted = wanted, Cluster = Cluster, Reports = [.. Reports.Values], NeverReady = NeverReady, Paused = Paused });
}
