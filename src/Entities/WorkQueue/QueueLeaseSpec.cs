using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>How long a worker may keep an item.</summary>
public sealed class QueueLeaseSpec
{
    /// <summary><c>Renewable</c>: workers renew while they work. <c>Doubling</c>: every lease of an item is twice as long as the last.</summary>
    [DefaultValue("Renewable")]
    [EnumValues("Renewable", "Doubling")]
    public string Mode { get; set; } = "Renewable";

    /// <summary>The lease that workers ask for; they find it in HOWDAH_QUEUE_LEASE.</summary>
    [DefaultValue("30s")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string Base { get; set; } = "30s";

    /// <summary>No lease is longer.</summary>
    [DefaultValue("7d")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string Max { get; set; } = "7d";

    /// <summary>No lease is longer than what was asked for, times two to this power. Doubling only.</summary>
    [DefaultValue(10)]
    [RangeMinimum(0)]
    [RangeMaximum(30)]
    public int ExponentCap { get; set; } = 10;

    /// <summary>No renewal beyond this after the lease was taken. Unset: no limit.</summary>
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string? RunMax { get; set; }
}
