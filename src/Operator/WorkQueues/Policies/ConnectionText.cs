using System.Globalization;
using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>
/// A connection string as libpq takes it (PostgreSQL documentation, "Connection Strings"): a URI or keywords. One server; no files, because the operator has none.
/// </summary>
internal static class ConnectionText
{
    public const int MaxLength = 4096;

    private static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>Read and not used: they are the operator's business.</summary>
    private static readonly string[] Ignored = ["application_name", "connect_timeout", "target_session_attrs", "gssencmode", "channel_binding", "keepalives"];

    /// <summary>The target, or what is wrong with the text. The message never holds a part of it but names of parameters.</summary>
    public static (QueueTarget? Target, string? Problem) Parse(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return (null, "is empty");
        }

        if (text.Length > MaxLength || text.Any(char.IsControl))
        {
            return (null, $"is longer than {MaxLength} characters or holds control characters");
        }

        var values = text.StartsWith("postgresql://", StringComparison.Ordinal) || text.StartsWith("postgres://", StringComparison.Ordinal)
            ? ConnectionUri.Read(text)
            : ConnectionKeywords.Read(text);
        return values is null ? (null, "is neither a URI (postgresql://user:password@host:5432/database) nor a list of keywords (host=… dbname=…)") : Build(values);
    }

    private static (QueueTarget? Target, string? Problem) Build(Dictionary<string, string> values)
    {
        string? Value(string name) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        var unknown = values.Keys.Except(["host", "port", "dbname", "user", "password", "sslmode"]).Except(Ignored).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            return (null, $"has parameters that the operator cannot use: {string.Join(", ", unknown)}");
        }

        if (Value("host") is not { } host || host.Contains(',', StringComparison.Ordinal) || host.StartsWith('/'))
        {
            return (null, "must name one host that the operator can reach over the network");
        }

        var port = 5432;
        if (Value("port") is { } written && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return (null, "has a port that is not between 1 and 65535");
        }

        if (Value("user") is not { } user)
        {
            return (null, "names no user");
        }

        var mode = Value("sslmode") ?? "prefer";
        return SslModes.Contains(mode)
            ? (new QueueTarget { Host = host, Port = port, Database = Value("dbname") ?? user, UserName = user, Password = Value("password"), SslMode = mode }, null)
            : (null, $"has an sslmode that is none of {string.Join(", ", SslModes)}");
    }
}
