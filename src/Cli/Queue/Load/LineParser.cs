using System.Text;
using System.Text.Json;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue.Load;

/// <summary>From a line to an item. What it lets through can still be refused by the database.</summary>
/// <param name="format">How lines are written.</param>
/// <param name="pattern">What a line does not say.</param>
internal sealed class LineParser(LineFormat format, NewItem pattern)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null for an empty line, which is no item and no mistake.</summary>
    public LoadLine? Parse(long number, ReadOnlyMemory<byte> bytes)
    {
        var line = bytes.Length > 0 && bytes.Span[^1] == '\r' ? bytes[..^1] : bytes;
        if (line.Length == 0)
        {
            return null;
        }

        try
        {
            return new LoadLine(number, bytes, format == LineFormat.Text ? ParseText(Strict.GetString(line.Span)) : ParseObject(line), null);
        }
        catch (DecoderFallbackException)
        {
            return new LoadLine(number, bytes, null, "not UTF-8");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return new LoadLine(number, bytes, null, exception.Message);
        }
    }

    private static string CheckJson(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return payload;
    }

    private NewItem ParseText(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        return tab < 0 ? pattern with { Key = line } : pattern with { Key = line[..tab], Payload = CheckJson(line[(tab + 1)..]) };
    }

    private NewItem ParseObject(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not a JSON object");
        }

        var item = pattern;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            item = member.Name switch
            {
                "key" => item with { Key = member.Value.GetString() ?? "" },
                "payload" => item with { Payload = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.GetRawText() },
                "priority" => item with { Priority = member.Value.GetInt16() },
                "runAt" => item with { RunAt = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.GetDateTimeOffset() },
                "exponent" => item with { LeaseExponent = member.Value.GetInt16() },
                _ => throw new FormatException($"a member '{member.Name}', which is not key, payload, priority, runAt or exponent"),
            };
        }

        return item;
    }
}
