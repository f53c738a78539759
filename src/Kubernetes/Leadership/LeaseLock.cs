using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Leadership;

/// <summary>
/// The Lease as this process has seen it. Other processes' times in it are never believed: what counts is when, by our own monotonic clock,
/// it last changed.
/// </summary>
internal sealed class LeaseLock(IKubernetesClient client, LeaderElectionOptions options, TimeProvider time)
{
    private V1Lease? _observed;
    private long _observedAt;

    public bool IsHeldByUs => _observed?.Spec?.HolderIdentity == options.Identity;

    public string? Holder => _observed?.Spec?.HolderIdentity;

    public long Transitions => _observed?.Spec?.LeaseTransitions ?? 0;

    /// <summary>Writes with the version last seen, without reading first.</summary>
    /// <returns>False when the Lease has changed, or was never seen.</returns>
    public async Task<bool> TryRenewBlindlyAsync(CancellationToken cancellationToken) =>
        IsHeldByUs && await TryWriteAsync(Claim(_observed!), cancellationToken);

    /// <summary>Reads the Lease and takes it when it is free, expired or ours.</summary>
    public Task<bool> TryTakeAsync(CancellationToken cancellationToken) => TryTakeAsync(IsHeldByAnother, cancellationToken);

    /// <summary>
    /// Reads the Lease and renews it only if it is still ours: had it been free in between, somebody else might have led, and ours would be
    /// another leadership.
    /// </summary>
    public Task<bool> TryRenewAsync(CancellationToken cancellationToken) =>
        TryTakeAsync(lease => lease.Spec?.HolderIdentity != options.Identity, cancellationToken);

    /// <summary>Lets go, so that another process can take over at once.</summary>
    public async Task<bool> TryReleaseAsync(CancellationToken cancellationToken)
    {
        if (await TryWriteReleaseAsync(cancellationToken))
        {
            return true;
        }

        // A renewal that was cut off may have been served after all.
        var lease = await client.GetAsync<V1Lease>(options.LeaseName, options.LeaseNamespace, cancellationToken);
        if (lease is null)
        {
            return false;
        }

        Observe(lease);
        return await TryWriteReleaseAsync(cancellationToken);
    }

    private async Task<bool> TryWriteReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsHeldByUs)
        {
            return false;
        }

        var released = Claim(_observed);
        released.Spec!.HolderIdentity = "";
        released.Spec.LeaseDurationSeconds = 1;
        released.Spec.AcquireTime = released.Spec.RenewTime;
        return await TryWriteAsync(released, cancellationToken);
    }

    private async Task<bool> TryTakeAsync(Func<V1Lease, bool> isTaken, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lease = await client.GetAsync<V1Lease>(options.LeaseName, options.LeaseNamespace, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (lease is null)
        {
            return await TryWriteAsync(Claim(null), cancellationToken);
        }

        Observe(lease);
        return !isTaken(lease) && await TryWriteAsync(Claim(lease), cancellationToken);
    }

    private bool IsHeldByAnother(V1Lease lease)
    {
        var holder = lease.Spec?.HolderIdentity;
        var duration = TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);
        return !string.IsNullOrEmpty(holder) && holder != options.Identity && time.GetElapsedTime(_observedAt) < duration;
    }

    private async Task<bool> TryWriteAsync(V1Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            Observe(lease.Metadata.ResourceVersion is null
                ? await client.CreateAsync(lease, cancellationToken)
                : await client.UpdateAsync(lease, cancellationToken));
            return true;
        }
        catch (KubernetesApiException changed) when (changed.IsConflict || changed.IsNotFound)
        {
            return false;
        }
    }

    private void Observe(V1Lease lease)
    {
        if (_observed?.Spec is not { } known || !SameRecord(known, lease.Spec))
        {
            _observedAt = time.GetTimestamp();
        }

        _observed = lease;
    }

    private V1Lease Claim(V1Lease? current)
    {
        var now = time.GetUtcNow();
        var ours = current?.Spec?.HolderIdentity == options.Identity;
        return new V1Lease
        {
            Metadata = current?.Metadata ?? new V1ObjectMeta { Name = options.LeaseName, Namespace = options.LeaseNamespace },
            Spec = new V1LeaseSpec
            {
                HolderIdentity = options.Identity,
                LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
                AcquireTime = ours ? current!.Spec!.AcquireTime : now,
                RenewTime = now,
                LeaseTransitions = current is null ? NextTransitions() : (current.Spec?.LeaseTransitions ?? 0) + (ours ? 0 : 1),
            },
        };
    }

    // A Lease that was deleted under its holder goes on where it was.
    private int NextTransitions() => _observed?.Spec is { } last ? (last.LeaseTransitions ?? 0) + (IsHeldByUs ? 0 : 1) : 0;

    private static bool SameRecord(V1LeaseSpec known, V1LeaseSpec? now) =>
        known.HolderIdentity == now?.HolderIdentity
        && known.RenewTime == now?.RenewTime
        && known.AcquireTime == now?.AcquireTime
        && known.LeaseTransitions == now?.LeaseTransitions
        && known.LeaseDurationSeconds == now?.LeaseDurationSeconds;
}
