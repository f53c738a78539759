namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The property must be given. On a spec class: <c>spec</c> must be given.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false)]
public sealed class RequiredAttribute : Attribute;
