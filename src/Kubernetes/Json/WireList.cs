using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Json;

/// <summary>A list as it is on the wire.</summary>
internal sealed class WireList<T>
{
    public V1ListMeta? Metadata { get; set; }

    public List<T>? Items { get; set; }
}
