namespace Howdah.Kubernetes.Models;

/// <summary>What the API server says about a refused request.</summary>
public sealed class V1Status
{
    public string? Kind { get; set; }

    public string? Status { get; set; }

    public string? Message { get; set; }

    public string? Reason { get; set; }

    public int? Code { get; set; }

    public V1StatusDetails? Details { get; set; }
}

public sealed class V1StatusDetails
{
    public string? Name { get; set; }

    public string? Kind { get; set; }

    public List<V1StatusCause>? Causes { get; set; }

    public int? RetryAfterSeconds { get; set; }
}

public sealed class V1StatusCause
{
    public string? Reason { get; set; }

    public string? Message { get; set; }

    public string? Field { get; set; }
}
