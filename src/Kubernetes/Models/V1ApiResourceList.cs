namespace Howdah.Kubernetes.Models;

/// <summary>Discovery: what one group and version serves.</summary>
public sealed class V1ApiResourceList
{
    public string? GroupVersion { get; set; }

    public List<V1ApiResource>? Resources { get; set; }
}

public sealed class V1ApiResource
{
    /// <summary>The plural; subresources read <c>pods/status</c>.</summary>
    public string Name { get; set; } = "";

    public string? Kind { get; set; }

    public bool Namespaced { get; set; }

    public List<string>? Verbs { get; set; }
}

/// <summary>The answer of <c>/version</c>.</summary>
public sealed class V1VersionInfo
{
    public string? Major { get; set; }

    /// <summary>Some vendors append a sign: <c>20+</c>.</summary>
    public string? Minor { get; set; }

    public string? GitVersion { get; set; }
}
