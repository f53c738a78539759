using System.Text.Json.Serialization;

namespace Howdah.Sidecar.Wire;

/// <summary>The lines between agent and supervisor.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(LsnConverter)])]
[JsonSerializable(typeof(SupervisorRequest))]
[JsonSerializable(typeof(SupervisorAnswer))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
