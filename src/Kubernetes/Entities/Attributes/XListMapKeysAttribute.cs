namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The properties that tell the entries of a list of type map apart; each must be required or have a default.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class XListMapKeysAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}
