using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>admission.k8s.io/v1: the question of the API server, and the answer to it.</summary>
internal sealed class AdmissionReview
{
    public const string Version = "admission.k8s.io/v1";

    public const string TypeName = "AdmissionReview";

    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public AdmissionRequest? Request { get; set; }

    public AdmissionResponse? Response { get; set; }
}

/// <summary>What somebody wants to do. Only what is looked at.</summary>
internal sealed class AdmissionRequest
{
    public string? Uid { get; set; }

    public AdmissionKind? Kind { get; set; }

    public string? SubResource { get; set; }

    public string? Operation { get; set; }

    /// <summary>Absent at a deletion.</summary>
    public JsonElement? Object { get; set; }

    /// <summary>Absent at a creation.</summary>
    public JsonElement? OldObject { get; set; }

    public bool? DryRun { get; set; }
}

internal sealed class AdmissionKind
{
    public string? Group { get; set; }

    public string? Version { get; set; }

    public string? Kind { get; set; }
}

internal sealed class AdmissionResponse
{
    public string Uid { get; set; } = "";

    public bool Allowed { get; set; }

    public V1Status? Status { get; set; }

    public List<string>? Warnings { get; set; }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 128)]
[JsonSerializable(typeof(AdmissionReview))]
internal sealed partial class AdmissionJsonContext : JsonSerializerContext;
