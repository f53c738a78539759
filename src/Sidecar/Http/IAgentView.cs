using Howdah.HighAvailability;
using Howdah.Postgres.Metrics;

namespace Howdah.Sidecar.Http;

/// <summary>What the agent shows to whoever asks; reading it never waits for the server.</summary>
internal interface IAgentView
{
    InstanceReport Report { get; }

    /// <summary>The agent's loop turns: false after 15 s without a turn.</summary>
    bool Live { get; }

    /// <summary>Clients may be sent here: a primary that holds the lease, or a standby that streams.</summary>
    bool Ready { get; }

    /// <summary>The supervisor answers; how long a clone takes is nobody's business.</summary>
    bool Started { get; }

    /// <summary>Reads the metrics now; null with a reason when the server does not answer.</summary>
    Task<(InstanceMetrics? Metrics, string? Why)> ReadMetricsAsync(CancellationToken cancellationToken);
}
