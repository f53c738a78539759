using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>How the part of an object at one place merges; walks down as the object is walked.</summary>
internal abstract class MergeTopology
{
    public abstract bool IsAtomicMap { get; }

    public abstract ListBehaviour OfList(JsonArray list);

    public abstract MergeTopology Field(string name);

    public abstract MergeTopology Item();
}
