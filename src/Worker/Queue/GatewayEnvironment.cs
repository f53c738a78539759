using Howdah.Postgres.Connections;

namespace Howdah.Worker.Queue;

/// <summary>Reads the settings; docs/workqueue.md lists the variables.</summary>
internal static class GatewayEnvironment
{
    /// <exception cref="FormatException">A variable is wrong; the message names it.</exception>
    public static GatewayOptions Read(Func<string, string?> environment)
    {
        var connections = Number(environment, "HOWDAH_CONNECTIONS", 16, 3, 1000);
        var settings = ConnectionText.Parse(environment("HOWDAH_DSN"), environment);
        settings.ApplicationName ??= "howdah-worker queue";
        var options = new GatewayOptions
        {
            ConnectionString = settings.ConnectionString,
            Connections = connections,
            Port = Number(environment, "HOWDAH_PORT", 8080, 0, 65535),
            HealthPort = Number(environment, "HOWDAH_HEALTH_PORT", 8081, 0, 65535),
            Queues = (environment("HOWDAH_QUEUES") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal),
            TokenFile = Text(environment, "HOWDAH_TOKEN_FILE"),
            CertificateFile = Text(environment, "HOWDAH_TLS_CERT_FILE"),
            KeyFile = Text(environment, "HOWDAH_TLS_KEY_FILE"),
            MaxWaiting = Number(environment, "HOWDAH_MAX_WAITING", 20_000, 1, 1_000_000),
            MaxBatch = Number(environment, "HOWDAH_MAX_BATCH", 500, 1, 10_000),
            StopTimeout = TimeSpan.FromSeconds(Number(environment, "HOWDAH_STOP_SECONDS", 15, 1, 3600)),
            LogLevel = Enum.TryParse<LogLevel>(Text(environment, "HOWDAH_LOG_LEVEL") ?? nameof(LogLevel.Information), ignoreCase: true, out var level)
                ? level
                : throw new FormatException("HOWDAH_LOG_LEVEL is Trace, Debug, Information, Warning or Error."),
        };
        if (options.TokenFile is null && environment("HOWDAH_ANONYMOUS") is not "true")
        {
            throw new FormatException("HOWDAH_TOKEN_FILE is not set. To let anybody in who can reach the port, set HOWDAH_ANONYMOUS=true.");
        }

        if (options.TokenFile is not null && environment("HOWDAH_ANONYMOUS") is "true")
        {
            throw new FormatException("HOWDAH_TOKEN_FILE and HOWDAH_ANONYMOUS exclude each other.");
        }

        return (options.CertificateFile is null) == (options.KeyFile is null)
            ? options
            : throw new FormatException("HOWDAH_TLS_CERT_FILE and HOWDAH_TLS_KEY_FILE belong together.");
    }

    private static string? Text(Func<string, string?> environment, string name) => environment(name) is { Length: > 0 } text ? text : null;

    private static int Number(Func<string, string?> environment, string name, int otherwise, int least, int most) => Text(environment, name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, out var number) && number >= least && number <= most => number,
        _ => throw new FormatException($"{name} is a number from {least} to {most}."),
    };
}
