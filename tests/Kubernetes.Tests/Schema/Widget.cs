using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Schema;

/// <summary>A thing to test
/// generators with.</summary>
[KubernetesEntity(Group = "test.example", ApiVersion = "v1beta1", Kind = "Widget", PluralName = "widgets")]
[KubernetesEntityShortNames("wd")]
[KubernetesEntityCategories("things")]
[EntityName(20, "^[a-z]+$")]
[ScaleSubresource(".spec.size", ".status.size")]
[GenericAdditionalPrinterColumn(".spec.size", "Size", "integer", Priority = 1)]
public sealed class V1Beta1Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>;

[KubernetesEntity(Group = "test.example", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed class V1Widget : CustomKubernetesEntity<WidgetSpec>;

[KubernetesEntity(Group = "test.example", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1Gadget : CustomKubernetesEntity<GadgetSpec>;

public sealed class GadgetSpec
{
    public Looping? Loop { get; set; }
}

public sealed class Looping
{
    public List<Looping>? More { get; set; }
}

public enum Colour
{
    Red,
    Green,
}

/// <summary>What is asked for.</summary>
[Required]
[ValidationRule("self.size > 0", message: "a size is needed")]
public sealed class WidgetSpec
{
    /// <summary>How many, <c>1</c> to 5; see <see cref="Label"/>.</summary>
    [Required]
    [DefaultValue(2)]
    [RangeMinimum(1)]
    [RangeMaximum(5, exclusiveMaximum: true)]
    public int Size { get; set; }

    public long Big { get; set; }

    [MultipleOf(0.5)]
    public double? Ratio { get; set; }

    [Length(1, 10)]
    [Pattern("^a")]
    public string? Label { get; set; }

    public bool Flag { get; set; }

    public Colour? Colour { get; set; }

    [EnumValues("x", "y")]
    [Description("Not the comment.")]
    public string? Choice { get; set; }

    public DateTimeOffset? At { get; set; }

    public IntOrString? Port { get; set; }

    public ResourceQuantity? Memory { get; set; }

    [PreserveUnknownFields]
    [EmbeddedResource]
    public JsonObject? Template { get; set; }

    [PropertyLimits(maxProperties: 3)]
    [ValueLength(maxLength: 7)]
    [ValuePattern("b$")]
    [XMapType(XMapType.Atomic)]
    public Dictionary<string, string>? Tags { get; set; }

    [PropertyLimits(maxProperties: 3)]
    [Quantity]
    public Dictionary<string, string>? Amounts { get; set; }

    [Items(1, 4)]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    public List<Part>? Parts { get; set; }

    [Items(maxItems: 2)]
    [DefaultValue("[\"a\"]", Json = true)]
    [ValueLength(maxLength: 1)]
    public string[]? Letters { get; set; }

    [JsonPropertyName("class")]
    [Length(maxLength: 3)]
    public string? Kind { get; set; }

    [Ignore]
    public string? Hidden { get; set; }

    [JsonIgnore]
    public string? Unsent { get; set; }
}

public sealed class Part
{
    [Required]
    [Length(maxLength: 9)]
    public string Name { get; set; } = "";
}

public sealed class WidgetStatus
{
    /// <summary>Counted.</summary>
    [AdditionalPrinterColumn(name: "Seen")]
    public int? Size { get; set; }

    [AdditionalPrinterColumn]
    public DateTimeOffset? LastSeen { get; set; }
}
