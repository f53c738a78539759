namespace Howdah.Postgres.Connections;

/// <summary>The URI form of a connection string.</summary>
internal static class ConnectionUri
{
    /// <summary>Parameters by their libpq names, or null when it is no such URI.</summary>
    public static Dictionary<string, string>? Read(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var options = query < 0 ? "" : rest[(query + 1)..];
        rest = query < 0 ? rest : rest[..query];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        Put(values, "dbname", slash < 0 ? "" : rest[(slash + 1)..]);
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var credentials = authority[..at].Split(':', 2);
            Put(values, "user", credentials[0]);
            Put(values, "password", credentials.Length > 1 ? credentials[1] : "");
        }

        if (!ReadHost(values, authority[(at + 1)..]))
        {
            return null;
        }

        foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = option.Split('=', 2);
            if (parts.Length != 2)
            {
                return null;
            }

            Put(values, Uri.UnescapeDataString(parts[0]), parts[1]);
        }

        return values;
    }

    /// <summary>Several hosts, each with a port of its own, are Npgsql's business.</summary>
    private static bool ReadHost(Dictionary<string, string> values, string text)
    {
        if (text.Contains(',', StringComparison.Ordinal))
        {
            Put(values, "host", text);
            return true;
        }

        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        end = end < 0 ? text.Length : end;
        if (text.StartsWith('[') && end == 0)
        {
            return false;
        }

        Put(values, "host", text[..end].Trim('[', ']'));
        var port = text[end..];
        if (port.Length > 0 && port[0] != ':')
        {
            return false;
        }

        Put(values, "port", port.TrimStart(':'));
        return true;
    }

    private static void Put(Dictionary<string, string> values, string name, string escaped)
    {
        if (escaped.Length > 0)
        {
            values[name] = Uri.UnescapeDataString(escaped);
        }
    }
}
