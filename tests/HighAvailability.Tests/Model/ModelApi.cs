using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>The API server: one PostgresCluster and one Lease, both changed by compare-and-swap only.</summary>
internal sealed class ModelApi(ClusterState initial)
{
    private int _version;

    public ClusterState Cluster { get; private set; } = initial;

    public int ClusterVersion { get; private set; }

    public LeaseRecord? Lease { get; private set; }

    public string? SwitchoverTo { get; set; }

    public List<Action> Watchers { get; } = [];

    /// <summary>Told the old and the new record of the lease.</summary>
    public Action<LeaseRecord?, LeaseRecord>? LeaseWritten { get; set; }

    public bool TryUpdateCluster(int version, ClusterState next)
    {
        if (version != ClusterVersion)
        {
            return false;
        }

        Cluster = next;
        ClusterVersion++;
        Watchers.ForEach(watcher => watcher());
        return true;
    }

    public bool TryUpdateLease(string? version, string holder, TimeSpan duration)
    {
        if (version != Lease?.ResourceVersion)
        {
            return false;
        }

        var transitions = (Lease?.Transitions ?? 0) + (holder.Length > 0 && holder != Lease?.Holder ? 1 : 0);
        var old = Lease;
        Lease = new LeaseRecord(holder, duration, (++_version).ToString(), transitions, null);
        LeaseWritten?.Invoke(old, Lease);
        return true;
    }
}
