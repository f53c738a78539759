using System.Text.Json;
using System.Text.Json.Serialization;

namespace Howdah.Kubernetes.Json;

/// <summary>Reads strings and keys of maps through a <see cref="StringPool"/>: most of what an informer keeps are words that it keeps already.</summary>
internal sealed class SharedStringConverter : JsonConverter<string>
{
    private readonly StringPool _pool = new();

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? Share(ref reader) : reader.GetString();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Share(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private string Share(ref Utf8JsonReader reader) =>
        (reader.HasValueSequence || reader.ValueIsEscaped ? null : _pool.Share(reader.ValueSpan)) ?? reader.GetString()!;
}
