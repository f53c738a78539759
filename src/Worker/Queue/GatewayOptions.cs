namespace Howdah.Worker.Queue;

/// <summary>Settings of the gateway.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Npgsql's form.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Connections to PostgreSQL, all queues together, the listening one included.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>0: any free port.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Plain HTTP with probes and metrics only; 0: none.</summary>
    public int HealthPort { get; init; }

    /// <summary>Queues that are served; empty: all of the database.</summary>
    public IReadOnlySet<string> Queues { get; init; } = new HashSet<string>();

    /// <summary>Bearer tokens and their roles; null: anybody may do everything.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM; null: plain HTTP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM; needed with <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How often token and certificate files are looked at.</summary>
    public TimeSpan Reload { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests that may wait for work, for each queue.</summary>
    public int MaxWaiting { get; init; } = 20_000;

    /// <summary>Items taken by one call of the database.</summary>
    public int MaxBatch { get; init; } = 500;

    /// <summary>How long requests are gathered before the database is asked.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The same while the queue is known to be empty.</summary>
    public TimeSpan DryWindow { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest wait for work; what is asked beyond is cut.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bound of a request, without the wait for work.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests under way may take to end after a stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
