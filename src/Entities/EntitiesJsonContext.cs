using System.Text.Json.Serialization;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Json;

namespace Howdah.Entities;

/// <summary>Source-generated metadata of our kinds: give it to <see cref="KubernetesJson.Create"/>, or use it alone.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(V1PostgresCluster))]
[JsonSerializable(typeof(V1WorkQueue))]
public sealed partial class EntitiesJsonContext : JsonSerializerContext;
