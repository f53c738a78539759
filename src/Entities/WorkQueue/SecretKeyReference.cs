using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>One key of a Secret of the same namespace.</summary>
public sealed class SecretKeyReference
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = "";

    /// <summary>The key in it.</summary>
    [DefaultValue("uri")]
    [Length(1, 253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public string Key { get; set; } = "uri";
}
