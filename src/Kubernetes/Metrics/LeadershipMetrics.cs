using System.Diagnostics.Metrics;
using Howdah.Kubernetes.Leadership;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The <c>leader_election_*</c> metrics of one Lease.</summary>
internal sealed class LeadershipMetrics
{
    private readonly RuntimeMeter _meter;
    private readonly KeyValuePair<string, object?> _name;
    private readonly Counter<long> _slowPath;

    public LeadershipMetrics(RuntimeMeter meter, string leaseName)
    {
        _meter = meter;
        _name = new("name", leaseName);
        _slowPath = meter.Counter("leader_election_slowpath_total", "Renewals that had to read the Lease first");
        _slowPath.Add(0, _name);
    }

    public void Observe(ILeadership leadership) => _meter.Gauge<int>(
        "leader_election_master_status",
        "1 for the leader, 0 for a standby",
        () => [new Measurement<int>(leadership.IsLeader ? 1 : 0, _name)]);

    public void TookSlowPath() => _slowPath.Add(1, _name);
}
