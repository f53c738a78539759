using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>When another instance takes over.</summary>
public sealed class FailoverSpec
{
    /// <summary>
    /// The primary's lease, in seconds: an unreachable primary stops itself before it ends, and is replaced after it ends. Default 10, 6 to 120.
    /// </summary>
    [DefaultValue(10)]
    [RangeMinimum(6)]
    [RangeMaximum(120)]
    public int LeaseDurationSeconds { get; set; } = 10;

    /// <summary>A crashed primary is restarted in place for this long, in seconds, before a standby takes over. Default 30.</summary>
    [DefaultValue(30)]
    [RangeMinimum(1)]
    [RangeMaximum(3600)]
    public int PrimaryRestartTimeoutSeconds { get; set; } = 30;
}
