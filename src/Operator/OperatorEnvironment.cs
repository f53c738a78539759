using System.Globalization;

namespace Howdah.Operator;

/// <summary>The operator's environment variables, as the chart sets them.</summary>
internal static class OperatorEnvironment
{
    private const int LastPort = 65535;

    /// <exception cref="InvalidOperationException">A variable is missing or malformed; the message names it.</exception>
    public static OperatorOptions Read(Func<string, string?> variable)
    {
        return new OperatorOptions
        {
            SidecarImage = Text("HOWDAH_IMAGE") ?? throw new InvalidOperationException("HOWDAH_IMAGE must name the howdah image, of which sidecars are made."),
            SidecarImagePullPolicy = Text("HOWDAH_IMAGE_PULL_POLICY") ?? "IfNotPresent",
            Namespace = Text("HOWDAH_OPERATOR_NAMESPACE"),
            WatchNamespaces = Text("HOWDAH_WATCH_NAMESPACES")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            LogLevel = Text("HOWDAH_LOG_LEVEL") is { } level
                ? Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed : throw Malformed("HOWDAH_LOG_LEVEL", level)
                : LogLevel.Information,
            LeaderElection = Text("HOWDAH_LEADER_ELECTION") is not { } election
                || (bool.TryParse(election, out var elects) ? elects : throw Malformed("HOWDAH_LEADER_ELECTION", election)),
            MetricsPort = Number("HOWDAH_METRICS_PORT", 8080, LastPort),
            HealthPort = Number("HOWDAH_HEALTH_PORT", 8081, LastPort),
            WebhookName = Text("HOWDAH_WEBHOOK_NAME"),
            WebhookPort = Number("HOWDAH_WEBHOOK_PORT", 9443, LastPort),
            MaxConcurrentReconciles = Math.Max(1, Number("HOWDAH_MAX_CONCURRENT_RECONCILES", 8)),
        };

        string? Text(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;

        int Number(string name, int otherwise, int most = int.MaxValue) => Text(name) is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : throw Malformed(name, text);
    }

    private static InvalidOperationException Malformed(string name, string value) => new($"{name} cannot be '{value}'.");
}
