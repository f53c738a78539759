namespace Howdah.Postgres.Configuration;

/// <summary>libpq connection strings: <c>keyword='value'</c>, with backslash and single quote escaped by a backslash.</summary>
public static class ConnInfo
{
    /// <summary>Keywords whose value is null are left out.</summary>
    public static string Build(params IEnumerable<(string Keyword, string? Value)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return string.Join(' ', parts.Where(part => part.Value is not null).Select(part => $"{part.Keyword}={Quote(part.Value!)}"));
    }

    /// <summary>
    /// For primary_conninfo, pg_basebackup and pg_rewind: certificate authentication, the server's certificate checked against <paramref name="authority"/> and the name
    /// <paramref name="host"/>, or <paramref name="address"/> used to reach it when that is known.
    /// </summary>
    /// <param name="host">A name in the server's certificate.</param>
    /// <param name="address">hostaddr; null: resolve the host.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="user">Role.</param>
    /// <param name="applicationName">Names this standby in synchronous_standby_names.</param>
    /// <param name="certificate">sslcert, a path.</param>
    /// <param name="key">sslkey, a path.</param>
    /// <param name="authority">sslrootcert, a path.</param>
    /// <param name="database">dbname; null for streaming.</param>
    public static string Replication(
        string host, string? address, int port, string user, string applicationName, string certificate, string key, string authority, string? database = null) =>
        Build(
            ("host", host),
            ("hostaddr", address),
            ("port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("user", user),
            ("dbname", database),
            ("application_name", applicationName),
            ("sslmode", "verify-full"),
            ("sslcert", certificate),
            ("sslkey", key),
            ("sslrootcert", authority),
            ("connect_timeout", "3"),
            ("keepalives_idle", "5"),
            ("keepalives_interval", "2"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"));

    public static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
    }
}
