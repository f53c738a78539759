namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>A regular expression (RE2 syntax, not anchored) that the text must match.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class PatternAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}
