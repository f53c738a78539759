namespace Howdah.Kubernetes.Models;

/// <summary>The body of a DELETE.</summary>
public sealed class V1DeleteOptions
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "DeleteOptions";

    public string? PropagationPolicy { get; set; }

    public int? GracePeriodSeconds { get; set; }

    public V1Preconditions? Preconditions { get; set; }
}

public sealed class V1Preconditions
{
    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }
}
