using System.Text.Json;
using System.Text.Json.Serialization;
using Howdah.Postgres;

namespace Howdah.Instances.Reports;

/// <summary>An Lsn travels as PostgreSQL writes it: <c>0/3000060</c>.</summary>
public sealed class LsnConverter : JsonConverter<Lsn>
{
    public override Lsn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Lsn.TryParse(reader.GetString(), out var lsn)
            ? lsn
            : throw new JsonException("Expected a log sequence number.");

    public override void Write(Utf8JsonWriter writer, Lsn value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
