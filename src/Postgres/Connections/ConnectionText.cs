using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>
/// Where a database is, as people write it: <c>postgresql://user:password@host:port/database?sslmode=require</c> (libpq, 34.1.1.2), or Npgsql's
/// <c>Host=…;Database=…</c>, or nothing, with the environment variables of libpq for what is not said.
/// </summary>
public static class ConnectionText
{
    private static readonly (string Variable, string Keyword)[] Variables =
    [
        ("PGHOST", "Host"), ("PGPORT", "Port"), ("PGDATABASE", "Database"), ("PGUSER", "Username"), ("PGPASSWORD", "Password"), ("PGPASSFILE", "Passfile"),
        ("PGSSLMODE", "SSL Mode"), ("PGSSLROOTCERT", "Root Certificate"), ("PGSSLCERT", "SSL Certificate"), ("PGSSLKEY", "SSL Key"),
        ("PGOPTIONS", "Options"), ("PGAPPNAME", "Application Name"), ("PGCONNECT_TIMEOUT", "Timeout"),
    ];

    /// <param name="text">A URL, a list of keywords and values, or null.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="FormatException">Neither a URL nor a list, or a parameter that is unknown. The message does not hold the password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string? text, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var settings = new NpgsqlConnectionStringBuilder();
        foreach (var (variable, keyword) in Variables)
        {
            if (environment(variable) is { Length: > 0 } value)
            {
                Set(settings, keyword, value);
            }
        }

        switch (text)
        {
            case null or "":
                break;
            case var _ when text.StartsWith("postgresql://", StringComparison.Ordinal) || text.StartsWith("postgres://", StringComparison.Ordinal):
                ReadUrl(settings, text);
                break;
            default:
                ReadList(settings, text);
                break;
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            settings.Host = "localhost";
        }

        return settings;
    }

    private static void ReadList(NpgsqlConnectionStringBuilder settings, string text)
    {
        try
        {
            foreach (System.Collections.DictionaryEntry pair in (System.Collections.IDictionary)new System.Data.Common.DbConnectionStringBuilder { ConnectionString = text })
            {
                Set(settings, (string)pair.Key, (string)pair.Value!);
            }
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("The connection is neither postgresql://user:password@host:port/database nor a list as Host=…;Database=….", exception);
        }
    }

    private static void ReadUrl(NpgsqlConnectionStringBuilder settings, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new FormatException("The connection begins as a URL but is none: postgresql://user:password@host:port/database.");
        }

        var user = url.UserInfo.Split(':', 2);
        SetIfAny(settings, "Host", Uri.UnescapeDataString(url.Host).Trim('[', ']'));
        SetIfAny(settings, "Port", url.Port > 0 ? url.Port.ToString() : "");
        SetIfAny(settings, "Database", Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')));
        SetIfAny(settings, "Username", Uri.UnescapeDataString(user[0]));
        SetIfAny(settings, "Password", user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(settings, Keyword(Uri.UnescapeDataString(parts[0])), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }

    private static string Keyword(string parameter) => parameter switch
    {
        "dbname" => "Database",
        "user" => "Username",
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "sslpassword" => "SSL Password",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        _ => parameter,
    };

    private static void SetIfAny(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        if (value.Length > 0)
        {
            Set(settings, keyword, value);
        }
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        try
        {
            // libpq writes verify-full and read-write, Npgsql VerifyFull and ReadWrite.
            settings[keyword] = keyword is "SSL Mode" or "Target Session Attributes" && value != "prefer-standby" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception exception) when (exception is ArgumentException or KeyNotFoundException or FormatException or InvalidCastException)
        {
            throw new FormatException($"The connection has a parameter '{keyword}' that is unknown or whose value is not allowed.", exception);
        }
    }
}
