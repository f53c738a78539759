namespace Howdah.Operator;

/// <summary>What the operator is told by its environment; the chart sets it.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The howdah image, of which the sidecar and the init container of every instance are made.</summary>
    public required string SidecarImage { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c> for that image.</summary>
    public string SidecarImagePullPolicy { get; init; } = "IfNotPresent";

    /// <summary>Where the operator itself runs; null: as the client's configuration says.</summary>
    public string? Namespace { get; init; }

    /// <summary>Empty: all namespaces.</summary>
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public bool LeaderElection { get; init; } = true;

    public int MetricsPort { get; init; } = 8080;

    public int HealthPort { get; init; } = 8081;

    /// <summary>Name of the webhooks' Service, of their Secret and of their ValidatingWebhookConfiguration; null: no webhooks.</summary>
    public string? WebhookName { get; init; }

    public int WebhookPort { get; init; } = 9443;

    public int MaxConcurrentReconciles { get; init; } = 8;
}
