namespace Howdah.Kubernetes.Operator;

/// <summary>Leader election of an operator; see <see cref="Leadership.LeaderElectionOptions"/> for what the times mean.</summary>
public sealed class LeaderElectionSettings
{
    /// <summary>Without it, make sure that no two processes ever run at once: not even during a roll-out.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Null: the operator's name.</summary>
    public string? LeaseName { get; set; }

    /// <summary>Null: the namespace the operator runs in.</summary>
    public string? LeaseNamespace { get; set; }

    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
