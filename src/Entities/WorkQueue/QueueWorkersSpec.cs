using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>A Deployment of workers, scaled to the backlog.</summary>
[ValidationRule("self.min <= self.max", message: "min must not be greater than max")]
public sealed class QueueWorkersSpec
{
    /// <summary>Kubernetes PodTemplateSpec. Every container gets the connection (PG*, HOWDAH_QUEUE_*) in its environment.</summary>
    [Required]
    [PreserveUnknownFields]
    public JsonObject Template { get; set; } = [];

    /// <summary>Fewest pods. 0: none while there is nothing to do.</summary>
    [DefaultValue(0)]
    [RangeMinimum(0)]
    [RangeMaximum(WorkQueueLimits.MaxWorkers)]
    public int Min { get; set; }

    /// <summary>Most pods.</summary>
    [DefaultValue(10)]
    [RangeMinimum(1)]
    [RangeMaximum(WorkQueueLimits.MaxWorkers)]
    public int Max { get; set; } = 10;

    /// <summary>Ready and leased items for each pod.</summary>
    [DefaultValue(10)]
    [RangeMinimum(1)]
    [RangeMaximum(1000000)]
    public int Target { get; set; } = 10;

    /// <summary>Pods are added, whatever the backlog, while the oldest ready item has waited longer than this. Unset: age does not count.</summary>
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string? MaxAge { get; set; }

    /// <summary>Pods are removed only when fewer have been enough for this long.</summary>
    [DefaultValue("1m")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string ScaleDownDelay { get; set; } = "1m";
}
