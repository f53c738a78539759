using System.Collections.Frozen;
using System.Globalization;
using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>libpq's parameters (PostgreSQL documentation, "Parameter Key Words") in Npgsql's words.</summary>
internal static class ConnectionParameters
{
    private const int LongestName = 40;

    private static readonly FrozenDictionary<string, string> Keywords = new Dictionary<string, string>
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["options"] = "Options",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["gssencmode"] = "GSS Encryption Mode",
        ["channel_binding"] = "Channel Binding",
        ["keepalives"] = "TCP Keepalive",
    }.ToFrozenDictionary();

    /// <summary>Whether libpq has a parameter of this very name.</summary>
    public static bool IsKnown(string name) => Keywords.ContainsKey(name);

    /// <param name="settings">Changed.</param>
    /// <param name="name">libpq's or Npgsql's.</param>
    /// <param name="value">Empty: as if it were not there.</param>
    /// <exception cref="ConnectionTextException">The parameter is unknown, or its value not allowed.</exception>
    public static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        if (value.Contains('\0'))
        {
            throw new ConnectionTextException($"has a NUL in the parameter {Printable(name)}");
        }

        var keyword = Keywords.GetValueOrDefault(name) ?? name;
        if (keyword == "Port" && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535))
        {
            throw new ConnectionTextException("has a port that is not between 1 and 65535");
        }

        if (keyword == "Host" && value.Any(character => char.IsWhiteSpace(character) || character == '='))
        {
            throw new ConnectionTextException("has a host with blanks or '=' in it; is a separator or a quote missing?");
        }

        if (!TrySet(settings, keyword, value))
        {
            throw new ConnectionTextException($"has a parameter {Printable(name)} that is unknown or whose value is not allowed");
        }
    }

    /// <summary>The exception may hold the value: it is not passed on.</summary>
    private static bool TrySet(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        try
        {
            settings[keyword] = Value(keyword, value);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or KeyNotFoundException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>libpq writes verify-full, Npgsql VerifyFull.</summary>
    private static string Value(string keyword, string value) => keyword switch
    {
        "SSL Mode" => value.Replace("-", "", StringComparison.Ordinal),
        "TCP Keepalive" when value is "0" or "1" => value == "1" ? "true" : "false",
        _ => value,
    };

    /// <summary>What does not look like a name may be a part of a password that was not quoted.</summary>
    private static string Printable(string name) =>
        name.Length <= LongestName && name.All(character => char.IsAsciiLetter(character) || character is '_' or ' ') ? $"'{name}'" : "with an odd name";
}
