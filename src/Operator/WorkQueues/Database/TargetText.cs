using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>From a connection text to a server that the operator can use: one host, no files, because the operator has none.</summary>
internal static class TargetText
{
    private static readonly string[] Used = ["Host", "Port", "Database", "Username", "Password", "SSL Mode"];

    /// <summary>Read and not used: they are the operator's business.</summary>
    private static readonly string[] Ignored = ["Application Name", "Timeout", "Target Session Attributes", "GSS Encryption Mode", "Channel Binding", "TCP Keepalive"];

    /// <summary>The target, or what is wrong with the text. The message never holds a part of it but names of parameters.</summary>
    public static (QueueTarget? Target, string? Problem) Parse(string? text)
    {
        try
        {
            return Build(ConnectionText.Read(text));
        }
        catch (ConnectionTextException exception)
        {
            return (null, exception.Problem);
        }
    }

    private static (QueueTarget? Target, string? Problem) Build(NpgsqlConnectionStringBuilder settings)
    {
        var unusable = settings.Keys.Except(Used, StringComparer.OrdinalIgnoreCase).Except(Ignored, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (unusable.Count > 0)
        {
            return (null, $"has parameters that the operator cannot use: {string.Join(", ", unusable)}");
        }

        if (settings.Host is not { Length: > 0 } host || host.Contains(',', StringComparison.Ordinal) || host.StartsWith('/') || host.StartsWith('@'))
        {
            return (null, "must name one host that the operator can reach over the network");
        }

        if (settings.Username is not { Length: > 0 } user)
        {
            return (null, "names no user");
        }

        var database = settings.Database is { Length: > 0 } named ? named : user;
        return (new QueueTarget { Host = host, Port = settings.Port, Database = database, UserName = user, Password = settings.Password, SslMode = Mode(settings.SslMode) }, null);
    }

    private static string Mode(SslMode mode) => mode switch
    {
        SslMode.Disable => "disable",
        SslMode.Allow => "allow",
        SslMode.Require => "require",
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => "prefer",
    };
}
