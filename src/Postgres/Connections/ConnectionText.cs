using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>
/// Where a database is, as people write it: <c>postgresql://user:password@host:port/database?sslmode=require</c> or <c>host=db user=me password='it\'s'</c> (libpq, 34.1.1), or
/// Npgsql's <c>Host=…;Database=…</c>; or nothing, with the environment variables of libpq for what is not said.
/// </summary>
public static class ConnectionText
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 4096;

    private const string Forms = "postgresql://user:password@host:5432/database, host=… dbname=…, or Host=…;Database=…";

    private static readonly (string Variable, string Name)[] Variables =
    [
        ("PGHOST", "host"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"), ("PGPASSWORD", "password"), ("PGPASSFILE", "passfile"),
        ("PGSSLMODE", "sslmode"), ("PGSSLROOTCERT", "sslrootcert"), ("PGSSLCERT", "sslcert"), ("PGSSLKEY", "sslkey"),
        ("PGOPTIONS", "options"), ("PGAPPNAME", "application_name"), ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ];

    /// <summary>What the text says, then what the environment says, then <c>localhost</c>.</summary>
    /// <param name="text">One of the forms, or null.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="ConnectionTextException">None of the forms, or a parameter that is unknown or out of bounds.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string? text, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var settings = new NpgsqlConnectionStringBuilder();
        foreach (var (variable, name) in Variables)
        {
            if (environment(variable) is { Length: > 0 } value)
            {
                ConnectionParameters.Set(settings, name, value);
            }
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            Apply(settings, text.Trim());
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            settings.Host = "localhost";
        }

        return settings;
    }

    /// <summary>What the text says and nothing else: what it leaves out is unset.</summary>
    /// <exception cref="ConnectionTextException">As <see cref="Parse"/>, or empty.</exception>
    public static NpgsqlConnectionStringBuilder Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ConnectionTextException("is empty");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        Apply(settings, text.Trim());
        return settings;
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string text)
    {
        if (text.Length > MaxLength || text.Any(char.IsControl))
        {
            throw new ConnectionTextException($"is longer than {MaxLength} characters or holds control characters");
        }

        var isUri = text.StartsWith("postgresql://", StringComparison.Ordinal) || text.StartsWith("postgres://", StringComparison.Ordinal);
        var values = (isUri ? ConnectionUri.Read(text) : ConnectionKeywords.Read(text) ?? ConnectionList.Read(text))
            ?? throw new ConnectionTextException(isUri ? $"begins as a URI but is none: {Forms}" : $"is neither a URI nor a list: {Forms}");
        foreach (var (name, value) in values)
        {
            ConnectionParameters.Set(settings, name, value);
        }
    }
}
