using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Sidecar.Supervision;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// Tells the operator that something has changed, by an annotation on the agent's own pod: at most one a second, and what changes meanwhile is told with the next.
/// </summary>
internal sealed class WakeUps(IKubernetesClient client, AgentIdentity identity, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Wake _wake = new();
    private string _told = "";

    public void Observe(InstanceReport report)
    {
        var state = Summary(report);
        if (Interlocked.Exchange(ref _told, state) != state)
        {
            _wake.Set();
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                await TellAsync(cancellationToken);
                await Task.Delay(Least, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // We end.
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Everything the operator acts upon; not what merely moves, such as positions.</summary>
    private static string Summary(InstanceReport report) => string.Join(
        '|',
        [
            report.Role, report.State, report.HoldsLease, report.Timeline, report.FencedFor, report.StreamingFrom, report.LocalWalReplayed, report.SystemIdentifier, report.ControlState,
            report.ConfigHash, report.RunningConfigHash, report.Preparing, report.SynchronousStandbyNames, string.Join(',', report.PendingRestart),
            string.Join(',', report.Standbys.Select(static standby => $"{standby.Name}={standby.State}={standby.SlotWalStatus}")),
        ]);

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var value = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Labels.StateChanged] = value } } };
        try
        {
            await client.PatchAsync<V1Pod>(identity.PodName, identity.Namespace, patch, cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            log.WakeUpFailed(exception);
        }
    }
}
