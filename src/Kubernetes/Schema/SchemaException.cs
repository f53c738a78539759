namespace Howdah.Kubernetes.Schema;

/// <summary>A type or an attribute that cannot be turned into a manifest: an error of the entity's author.</summary>
public sealed class SchemaException(string message) : Exception(message);
