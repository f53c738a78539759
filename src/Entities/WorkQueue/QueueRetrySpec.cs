using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>What becomes of items that fail.</summary>
public sealed class QueueRetrySpec
{
    /// <summary>After so many leases a failed or expired item is dead. Unset: never.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000000)]
    public int? MaxAttempts { get; set; }

    /// <summary>A failed item waits this long, twice as long after each further failure.</summary>
    [DefaultValue("1s")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string BackoffBase { get; set; } = "1s";

    /// <summary>It never waits longer than this.</summary>
    [DefaultValue("1h")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string BackoffMax { get; set; } = "1h";
}
