using System.Text;
using System.Text.Json;

namespace Howdah.Search.Http;

/// <summary>Reads the error out of an answer, whatever is in it.</summary>
internal static class ErrorReader
{
    private const int MaxText = 1000;

    /// <summary>Causes are nested; a deeper one than this is not looked for.</summary>
    private const int MaxDepth = 16;

    /// <summary>Never throws. What is not the JSON of an error becomes a <c>text</c> error of its first characters.</summary>
    public static SearchError Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error))
            {
                return Read(error);
            }
        }
        catch (JsonException)
        {
            // A proxy's page, a cut answer: shown as it is.
        }

        var text = Clean(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxText * 4)]));
        text = text.Length == 0 ? "no text" : text;
        return new SearchError("text", text, "text", text);
    }

    public static SearchError Read(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            var text = Clean(error.ToString());
            return new SearchError("text", text, "text", text);
        }

        var (type, reason) = One(error);
        var (causeType, cause) = (type, reason);
        for (var depth = 0; depth < MaxDepth && error.TryGetProperty("caused_by", out var inner) && inner.ValueKind == JsonValueKind.Object; depth++)
        {
            error = inner;
            (causeType, cause) = One(error);
        }

        return new SearchError(type, reason, causeType, cause);
    }

    private static (string Type, string Reason) One(JsonElement error) => (Text(error, "type"), Text(error, "reason"));

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : "unknown";

    private static string Clean(string text)
    {
        var cut = text.Length > MaxText ? text[..MaxText] + "…" : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        }).Trim();
    }
}
