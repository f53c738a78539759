using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>What an informer watches and keeps.</summary>
public sealed record InformerOptions<T>
    where T : class, IKubernetesObject
{
    /// <summary>Empty for all namespaces; ignored for cluster-scoped kinds.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Applied to every object before it is kept; may change it in place or return another one.</summary>
    public Func<T, T> Transform { get; init; } = FieldTrimming.DropLastApplied;
}
