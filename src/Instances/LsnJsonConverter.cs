using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Postgres;

namespace Howdah.Instances;

/// <summary>A log sequence number as PostgreSQL writes it: <c>"16/B374D848"</c>.</summary>
internal sealed class LsnJsonConverter : JsonConverter<Lsn>
{
    public override Lsn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Lsn.TryParse(reader.GetString(), out var lsn)
            ? lsn
            : throw new JsonException("A log sequence number is two hexadecimal numbers with a slash between.");

    public override void Write(Utf8JsonWriter writer, Lsn value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
