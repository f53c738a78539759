using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Json;

/// <summary>Quantities are strings on the wire; hand-written objects also hold bare numbers.</summary>
public sealed class ResourceQuantityConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => ResourceQuantity.FromWire(reader.GetString()!),
        JsonTokenType.Number => ResourceQuantity.FromWire(Encoding.UTF8.GetString(reader.ValueSpan)),
        _ => throw new JsonException("A resource quantity is a string or a number."),
    };

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
