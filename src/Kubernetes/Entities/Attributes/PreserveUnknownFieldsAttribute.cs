namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The API server keeps what the schema does not describe.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
