using System.Text.Json.Serialization;
using Howdah.HighAvailability;

namespace Howdah.Instances;

/// <summary>JSON of <c>GET /status</c>: camelCase, enumerations by name, positions as text, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LsnJsonConverter)])]
[JsonSerializable(typeof(InstanceReport))]
public sealed partial class ReportJsonContext : JsonSerializerContext;
