using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>Lives of the certificates that the operator issues for servers, replication and itself.</summary>
[ValidationRule("self.renewBeforeHours < self.durationHours", message: "renewBeforeHours must be less than durationHours")]
public sealed class CertificatesSpec
{
    /// <summary>Life of leaf certificates in hours. Default 2160 (90 days).</summary>
    [DefaultValue(2160)]
    [RangeMinimum(2)]
    [RangeMaximum(87600)]
    public int DurationHours { get; set; } = 2160;

    /// <summary>Renewed this many hours before the end. Default 168 (7 days).</summary>
    [DefaultValue(168)]
    [RangeMinimum(1)]
    [RangeMaximum(87599)]
    public int RenewBeforeHours { get; set; } = 168;
}
