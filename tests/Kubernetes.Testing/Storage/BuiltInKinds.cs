using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing.Apply;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>The kinds every API server serves, as far as the client models them.</summary>
internal static class BuiltInKinds
{
    private static readonly HashSet<string> WithStatus =
    [
        "Namespace", "Pod", "Node", "Service", "PersistentVolumeClaim", "StatefulSet", "Deployment", "PodDisruptionBudget", "CustomResourceDefinition",
    ];

    private static readonly HashSet<string> WithGeneration =
        ["StatefulSet", "Deployment", "PodDisruptionBudget", "CustomResourceDefinition", "ValidatingWebhookConfiguration"];

    public static IEnumerable<ServedKind> All =>
        typeof(KubernetesObject).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(KubernetesObject)))
            .Select(type => Of(ResourceKind.Of(type)));

    private static ServedKind Of(ResourceKind kind) =>
        new(kind, WithStatus.Contains(kind.Kind), WithGeneration.Contains(kind.Kind), HeuristicTopology.Instance);
}
