namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Marks the version in which objects are stored; without it a kind's newest version is.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StorageVersionAttribute : Attribute;
