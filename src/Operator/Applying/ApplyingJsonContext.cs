using System.Text.Json.Serialization;
using Howdah.Kubernetes.Json;

namespace Howdah.Operator.Applying;

/// <summary>Source-generated metadata of kinds that only the operator models its own way.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(TemplatedDeployment))]
internal sealed partial class ApplyingJsonContext : JsonSerializerContext;
