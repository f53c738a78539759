using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Json;

/// <summary>Writes a JSON number or a JSON string.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new IntOrString(reader.GetString()!),
        JsonTokenType.Number when reader.TryGetInt32(out var number) => new IntOrString(number),
        _ => throw new JsonException("Expected a 32-bit integer or a string."),
    };

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
