using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// What to do when the kubelet ends this container. With the pod: wait for the supervisor's verified stop and give the lease up. Without it, an upgrade of the sidecar:
/// leave a lease and a permit that last until the next agent is there, and the server running.
/// </summary>
internal sealed class Ending(IKubernetesClient client, AgentIdentity identity, AgentState shared, LeaseKeeper keeper, TimeProvider clock)
{
    /// <summary>The kubelet tells all containers of a pod within this time.</summary>
    private static readonly TimeSpan SupervisorHears = TimeSpan.FromSeconds(1.5);

    /// <summary>An ending supervisor that says nothing for this long has gone: while it runs, it answers the watch every ten seconds.</summary>
    private static readonly TimeSpan SupervisorIsGone = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <returns>Why this agent may end now.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) < SupervisorHears)
        {
            if (shared.LastHeard is { Terminating: true })
            {
                return await WithThePodAsync(cancellationToken);
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }

        return await PodIsDeletedAsync(cancellationToken)
            ? await WithThePodAsync(cancellationToken)
            : await keeper.HandOverAsync(cancellationToken) ? "HandedOver" : "Replaced";
    }

    private async Task<string> WithThePodAsync(CancellationToken cancellationToken)
    {
        while (shared.LastHeard is not { Terminating: true, VerifiedStopped: true })
        {
            if (shared.LastHeard is { Terminating: true } && shared.SilentFor > SupervisorIsGone)
            {
                return "SupervisorGone";  // a lease runs out: nobody has verified that the server has stopped
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }

        // The supervisor starts nothing any more, whether or not it still answers.
        while (keeper.Snapshot is { HeldByPredecessor: true } or { IsOurs: true } && !await keeper.ReleaseAsync(cancellationToken))
        {
            await Task.Delay(Poll * 4, TimeProvider.System, cancellationToken);
            await keeper.ReadAsync(cancellationToken);
        }

        return "PodEnds";
    }

    private async Task<bool> PodIsDeletedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync<V1Pod>(identity.PodName, identity.Namespace, cancellationToken) is not { Metadata.DeletionTimestamp: null };
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            return false;
        }
    }
}
