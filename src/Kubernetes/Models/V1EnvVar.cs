namespace Howdah.Kubernetes.Models;

public sealed class V1EnvVar
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public V1EnvVarSource? ValueFrom { get; set; }
}

public sealed class V1EnvVarSource
{
    public V1ObjectFieldSelector? FieldRef { get; set; }

    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }

    public V1KeySelector? SecretKeyRef { get; set; }

    public V1KeySelector? ConfigMapKeyRef { get; set; }
}

public sealed class V1ObjectFieldSelector
{
    public string? ApiVersion { get; set; }

    /// <summary>For example <c>metadata.name</c> or <c>status.podIP</c>.</summary>
    public string FieldPath { get; set; } = "";
}

public sealed class V1ResourceFieldSelector
{
    public string? ContainerName { get; set; }

    /// <summary>For example <c>limits.memory</c>.</summary>
    public string Resource { get; set; } = "";

    public ResourceQuantity? Divisor { get; set; }
}

/// <summary>One key of a Secret or ConfigMap in the same namespace.</summary>
public sealed class V1KeySelector
{
    public string? Name { get; set; }

    public string Key { get; set; } = "";

    public bool? Optional { get; set; }
}

public sealed class V1EnvFromSource
{
    public string? Prefix { get; set; }

    public V1EnvFromReference? SecretRef { get; set; }

    public V1EnvFromReference? ConfigMapRef { get; set; }
}

public sealed class V1EnvFromReference
{
    public string? Name { get; set; }

    public bool? Optional { get; set; }
}
