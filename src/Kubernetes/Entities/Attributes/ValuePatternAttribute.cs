namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>A regular expression (RE2 syntax, not anchored) that each text in a list or a map must match.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ValuePatternAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}
