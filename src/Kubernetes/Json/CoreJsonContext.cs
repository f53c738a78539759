using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Json;

/// <summary>Source-generated metadata of the built-in kinds; used through <see cref="KubernetesJson"/>, which brings the converters.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(V1ObjectMeta))]
[JsonSerializable(typeof(V1Condition))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1ApiResourceList))]
[JsonSerializable(typeof(V1VersionInfo))]
[JsonSerializable(typeof(V1ClusterRole))]
[JsonSerializable(typeof(V1ClusterRoleBinding))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1CustomResourceDefinition))]
[JsonSerializable(typeof(V1Deployment))]
[JsonSerializable(typeof(V1Endpoints))]
[JsonSerializable(typeof(V1Event))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(V1Node))]
[JsonSerializable(typeof(V1PersistentVolumeClaim))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1PodDisruptionBudget))]
[JsonSerializable(typeof(V1PodMonitor))]
[JsonSerializable(typeof(V1Beta1PodDisruptionBudget))]
[JsonSerializable(typeof(V1Role))]
[JsonSerializable(typeof(V1RoleBinding))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Service))]
[JsonSerializable(typeof(V1ServiceAccount))]
[JsonSerializable(typeof(V1StatefulSet))]
[JsonSerializable(typeof(V1StorageClass))]
[JsonSerializable(typeof(V1ValidatingWebhookConfiguration))]
public sealed partial class CoreJsonContext : JsonSerializerContext;
