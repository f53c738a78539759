using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Failover;

/// <summary>An observation with what follows from it, computed once.</summary>
internal sealed class FailoverFacts(FailoverObservation observation)
{
    private ElectionResult? _election;

    public FailoverObservation Observation { get; } = observation;

    public ClusterState Cluster => Observation.Cluster;

    public FailoverProgress Progress => Cluster.Failover;

    public string? Primary => Cluster.CurrentPrimary;

    public bool LeaseGone => Observation.Lease is LeaseView.Free or LeaseView.Expired;

    public bool DeadlinePassed => Progress.Deadline is not { } deadline || Observation.Now >= deadline;

    public IReadOnlyList<InstanceReport> Eligible { get; } =
        Eligibility.Eligible(observation.Cluster, observation.Reports, observation.Cluster.CurrentPrimary);

    public ElectionResult Election => _election ??= Failover.Election.Elect(Cluster, Observation.Reports, Observation.AllowDataLossId);

    public InstanceReport? ReportOf(string? name) => name is null ? null : Observation.Reports.FirstOrDefault(report => report.Name == name);

    /// <summary>Eligible standbys that still receive from the old primary.</summary>
    public IEnumerable<string> StillReceiving =>
        Eligibility.Eligible(Cluster, Observation.Reports, Progress.From).Where(report => report.FencedFor != Progress.Id).Select(report => report.Name);

    /// <summary>Members that can be reached, should follow the current primary, and do not.</summary>
    public IEnumerable<string> NotFollowing =>
        Observation.Reports
            .Where(report => report.Name != Primary && Cluster.Members.Any(member => member.Name == report.Name) && !Cluster.Fenced.Contains(report.Name))
            .Where(report => report.Role != InstanceRole.Standby || report.State != InstanceState.Running || report.StreamingFrom != Primary)
            .Select(report => report.Name);

    /// <summary>Why <paramref name="name"/> cannot take over from a working primary, or null.</summary>
    public string? SwitchoverObstacle(string name)
    {
        if (!Cluster.Members.Any(member => member.Name == name))
        {
            return "it is not a member";
        }

        if (ReportOf(name) is not { } report)
        {
            return "its agent does not answer";
        }

        if (Eligibility.Obstacle(Cluster, report, Primary) is { } obstacle)
        {
            return obstacle;
        }

        if (Observation.Lease != LeaseView.Held || Observation.LeaseHolder != Primary || ReportOf(Primary) is not { Role: InstanceRole.Primary, State: InstanceState.Running })
        {
            return "the primary is not in order";
        }

        return report.StreamingFrom == Primary ? null : $"it does not stream from {Primary}";
    }

    /// <summary>The old primary answers, has the cluster's data and could run it again.</summary>
    public bool OldPrimaryIntact =>
        ReportOf(Progress.From) is { } report
        && Cluster.SystemIdentifier is not null && report.SystemIdentifier == Cluster.SystemIdentifier
        && report.Role == InstanceRole.Primary
        && report.State is InstanceState.Running or InstanceState.Starting or InstanceState.Stopped or InstanceState.Pending
        && !Cluster.Fenced.Contains(report.Name);

    public bool OldPrimaryShutDownCleanly =>
        ReportOf(Progress.From) is { State: InstanceState.Stopped, ControlState: Failover.Election.CleanShutdown, CheckpointLsn: not null };

    public InstanceReport? Candidate => ReportOf(Progress.To);

    /// <summary>The candidate itself says that it cannot become primary.</summary>
    public bool CandidateUnable =>
        Progress.To is not { } to
        || !Cluster.Members.Any(member => member.Name == to)
        || Cluster.Fenced.Contains(to)
        || Candidate is { } report
            && (report.Role == InstanceRole.None || report.State is InstanceState.Failed or InstanceState.WrongSystemId or InstanceState.Fenced
                || (report.SystemIdentifier is { } identifier && identifier != Cluster.SystemIdentifier));
}
