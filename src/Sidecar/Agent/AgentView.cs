using Howdah.HighAvailability;
using Howdah.Postgres.Connections;
using Howdah.Postgres.Metrics;
using Howdah.Sidecar.Http;

namespace Howdah.Sidecar.Agent;

/// <summary>The agent as its HTTP endpoints see it.</summary>
/// <param name="state">What the loop has left.</param>
/// <param name="monitor">The local server as the monitoring role, which reads statistics and nothing else.</param>
internal sealed class AgentView(AgentState state, LocalServer monitor) : IAgentView
{
    public InstanceReport Report => state.Report;

    public bool Live => state.Live;

    public bool Ready => state.Ready && state.Live;

    public bool Started => state.Started;

    public async Task<(InstanceMetrics? Metrics, string? Why)> ReadMetricsAsync(CancellationToken cancellationToken)
    {
        var result = await MetricsProbe.RunAsync(monitor, TimeProvider.System, cancellationToken);
        return (result.Value, result.Error);
    }
}
