using System.Text;

namespace Howdah.Postgres.Connections;

/// <summary>The keyword form of a connection string: <c>host=db user='the user' password=it\'s</c>.</summary>
internal static class ConnectionKeywords
{
    /// <summary>Parameters by name, or null when the text is malformed or Npgsql's form, which separates by semicolons.</summary>
    public static Dictionary<string, string>? Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        var isPerhapsList = text.Contains(';', StringComparison.Ordinal);
        while (true)
        {
            at = Skip(text, at);
            if (at == text.Length)
            {
                return values.Count == 0 ? null : values;
            }

            var equals = text.IndexOf('=', at);
            if (equals < 0 || text[at..equals].Trim() is not { Length: > 0 } name || name.Any(char.IsWhiteSpace)
                || (isPerhapsList && !ConnectionParameters.IsKnown(name)))
            {
                return null;
            }

            at = Skip(text, equals + 1);
            var isQuoted = at < text.Length && text[at] == '\'';
            if (Value(text, ref at) is not { } value || (!isQuoted && IsList(value)))
            {
                return null;
            }

            values[name] = value;
        }
    }

    private static string? Value(string text, ref int at)
    {
        var quoted = at < text.Length && text[at] == '\'';
        at += quoted ? 1 : 0;
        var value = new StringBuilder();
        for (; at < text.Length; at++)
        {
            var character = text[at];
            if (quoted ? character == '\'' : char.IsWhiteSpace(character))
            {
                at++;
                return value.ToString();
            }

            if (character == '\\' && ++at == text.Length)
            {
                return null;
            }

            value.Append(text[at]);
        }

        return quoted ? null : value.ToString();
    }

    /// <summary>A value that ends with a semicolon, or goes on with another parameter after one.</summary>
    private static bool IsList(string value)
    {
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        return semicolon >= 0 && (semicolon == value.Length - 1 || value.IndexOf('=', semicolon) > 0);
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
