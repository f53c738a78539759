using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>A custom kind for tests.</summary>
[KubernetesEntity(Group = "test.howdah.dev", ApiVersion = "v1alpha1", Kind = "Widget", PluralName = "widgets")]
public sealed class V1Widget : CustomKubernetesEntity<V1Widget.WidgetSpec, V1Widget.WidgetStatus>
{
    public static V1Widget Named(string name, string ns = "default", int size = 1) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = ns },
        Spec = new WidgetSpec { Size = size },
    };

    public sealed class WidgetSpec
    {
        public int Size { get; set; }
    }

    public sealed class WidgetStatus
    {
        public int Seen { get; set; }
    }
}

/// <summary>A cluster-scoped custom kind for tests.</summary>
[KubernetesEntity(Group = "test.howdah.dev", ApiVersion = "v1alpha1", Kind = "Depot", PluralName = "depots")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1Depot : CustomKubernetesEntity<V1Depot.DepotSpec>
{
    public sealed class DepotSpec
    {
        public string? Place { get; set; }
    }
}

[JsonSerializable(typeof(V1Widget))]
[JsonSerializable(typeof(V1Depot))]
internal sealed partial class RuntimeKindsJsonContext : JsonSerializerContext;

internal static class WidgetJson
{
    public static JsonSerializerOptions Options { get; } = KubernetesJson.Create([RuntimeKindsJsonContext.Default]);
}
