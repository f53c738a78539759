using System.Text.Json.Serialization;
using Howdah.HighAvailability;

namespace Howdah.Instances.Reports;

/// <summary>The body of <c>GET /status</c>: camelCase, enumerations by name, what is not known left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(LsnConverter)])]
[JsonSerializable(typeof(InstanceReport))]
public sealed partial class InstanceReportJsonContext : JsonSerializerContext;
