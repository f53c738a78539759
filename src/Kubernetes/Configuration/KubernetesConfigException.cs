namespace Howdah.Kubernetes.Configuration;

/// <summary>The configuration cannot be used as it is; the message names file, context and field as far as they are known.</summary>
public sealed class KubernetesConfigException(string message, Exception? inner = null) : Exception(message, inner);
