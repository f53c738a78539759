using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Howdah.Operator.Applying;

/// <summary>A short hash of a JSON value that does not depend on the order of its members.</summary>
internal static class ContentHash
{
    /// <summary>16 hexadecimal digits: the first 64 bits of SHA-256.</summary>
    public static string Of(JsonNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject map:
                text.Append('{');
                foreach (var (key, value) in map.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    text.Append(key.Length).Append(':').Append(key).Append('=');
                    Write(value, text);
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                foreach (var item in list)
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                var scalar = node?.ToJsonString() ?? "null";
                text.Append(scalar.Length).Append(':').Append(scalar);
                break;
        }
    }
}
