using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>A key of a Secret of the same namespace that holds a token file: lines of <c>ROLES QUEUES TOKEN</c>.</summary>
public sealed class QueueTokensReference
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = "";

    /// <summary>The key in it.</summary>
    [DefaultValue("tokens")]
    [Length(1, 253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public string Key { get; set; } = "tokens";
}
