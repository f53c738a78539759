using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Howdah.Kubernetes.Json;

/// <summary>
/// metav1.Time: RFC 3339 in UTC, whole seconds. Custom resources keep the text as it was sent, so one spelling of one instant
/// is what makes a repeated apply a no-op.
/// </summary>
public sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Rfc3339.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[20];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
