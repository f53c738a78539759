using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent;

/// <summary>Wakes the agent's loop when the supervisor has something to tell.</summary>
internal sealed class SupervisorWatch(string socketPath, AgentState shared, Wake wake)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var client = new SupervisorClient(socketPath, Timeout, shared.Heard);
        var version = 0L;
        var supervisor = "";
        try
        {
            while (true)
            {
                var answer = await client.TrySendAsync(new SupervisorRequest { ReportBeyond = version }, cancellationToken);
                if (answer is null)
                {
                    version = 0;
                    await Task.Delay(Retry, TimeProvider.System, cancellationToken);
                }
                else if (answer.Version != version || answer.SupervisorId != supervisor)
                {
                    (version, supervisor) = (answer.Version, answer.SupervisorId);
                    wake.Set();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // We end.
        }
    }
}
