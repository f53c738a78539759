using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Howdah.Sidecar.Logging;

/// <summary>One event as one line: <c>{"ts", "level", "event", "instance", "message", ...the event's own fields}</c>.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Format(
        DateTimeOffset timestamp, LogLevel level, string eventName, string instance, string message, IEnumerable<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("ts", timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
            json.WriteString("level", Name(level));
            json.WriteString("event", eventName);
            json.WriteString("instance", instance);
            json.WriteString("message", message);
            foreach (var (name, value) in fields ?? [])
            {
                if (name is not "{OriginalFormat}")
                {
                    Write(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
                }
            }

            if (exception is not null)
            {
                json.WriteString("error", exception.Message);
                json.WriteString("errorType", exception.GetType().Name);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, Math.Round(number, 3)); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
