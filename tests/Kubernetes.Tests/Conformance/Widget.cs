using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>A custom resource with one field of each merge behaviour.</summary>
[KubernetesEntity(Group = Group, ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed class V1Widget : CustomKubernetesEntity<V1Widget.WidgetSpec, V1Widget.WidgetStatus>
{
    public const string Group = "conformance.howdah.dev";

    public static V1CustomResourceDefinition Definition { get; } = new()
    {
        Metadata = new() { Name = $"widgets.{Group}" },
        Spec = new()
        {
            Group = Group,
            Names = new() { Plural = "widgets", Singular = "widget", Kind = "Widget", ListKind = "WidgetList" },
            Versions =
            [
                new()
                {
                    Name = "v1",
                    Served = true,
                    Storage = true,
                    Subresources = JsonNode.Parse("""{"status":{}}"""),
                    Schema = JsonNode.Parse("""
                        {"openAPIV3Schema":{"type":"object","properties":{
                          "spec":{"type":"object","properties":{
                            "size":{"type":"integer","minimum":0},
                            "text":{"type":"string"},
                            "limits":{"type":"object","additionalProperties":{"type":"string"}},
                            "zones":{"type":"array","items":{"type":"string"}},
                            "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{
                              "type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"string"},"note":{"type":"string"}}}}}},
                          "status":{"type":"object","properties":{
                            "phase":{"type":"string"},
                            "conditions":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"items":{
                              "type":"object","required":["type","status"],"properties":{"type":{"type":"string"},"status":{"type":"string"},
                                "observedGeneration":{"type":"integer"},"lastTransitionTime":{"type":"string","format":"date-time"},
                                "reason":{"type":"string"},"message":{"type":"string"}}}}}}}}}
                        """),
                },
            ],
        },
    };

    public sealed class WidgetSpec
    {
        public int? Size { get; set; }

        public string? Text { get; set; }

        public Dictionary<string, string>? Limits { get; set; }

        public List<string>? Zones { get; set; }

        public List<Part>? Parts { get; set; }
    }

    public sealed class Part
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; }

        public string? Note { get; set; }
    }

    public sealed class WidgetStatus
    {
        public string? Phase { get; set; }

        public List<V1Condition>? Conditions { get; set; }
    }
}

[JsonSerializable(typeof(V1Widget))]
internal sealed partial class ConformanceJsonContext : JsonSerializerContext;
