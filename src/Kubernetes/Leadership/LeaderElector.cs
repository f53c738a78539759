using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Leadership;

/// <summary>
/// Leader election on a Lease, after client-go tools/leaderelection, with two differences: the renew deadline runs from the moment the last
/// successful renewal was sent, not from the next attempt, and nothing renews any more once leadership is given up.
/// It does not fence: see <see cref="ILeadership.Epoch"/>.
/// </summary>
public sealed class LeaderElector : ILeadership
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Jitter _jitter;
    private readonly LeadershipMetrics? _metrics;
    private readonly LeaseLock _lock;
    private long _lastAttempt;
    private long _renewedAt;
    private long _epoch;
    private volatile bool _leading;
    private volatile bool _running;

    public LeaderElector(IKubernetesClient client, LeaderElectionOptions options, TimeProvider time, ILogger logger)
        : this(client, options, time, logger, Jitter.Shared, null)
    {
    }

    internal LeaderElector(
        IKubernetesClient client, LeaderElectionOptions options, TimeProvider time, ILogger logger, Jitter jitter, LeadershipMetrics? metrics)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        _options = options;
        _time = time;
        _logger = logger;
        _jitter = jitter;
        _metrics = metrics;
        _lock = new LeaseLock(client, options, time);
        _metrics?.Observe(this);
    }

    /// <inheritdoc/>
    public bool IsLeader => _leading && SinceRenewal < _options.RenewDeadline;

    /// <inheritdoc/>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Null while the election goes on; an API server that is away is no failure of the elector.</summary>
    public string? StuckReason
    {
        get
        {
            var silence = _time.GetElapsedTime(Volatile.Read(ref _lastAttempt));
            return _running && silence > 4 * _options.LeaseDuration ? $"no attempt for {silence.TotalSeconds:0} s" : null;
        }
    }

    private TimeSpan SinceRenewal => _time.GetElapsedTime(Volatile.Read(ref _renewedAt));

    /// <summary>
    /// Waits to become leader, then runs <paramref name="lead"/> and renews until it ends, then lets the lease go.
    /// The token given to <paramref name="lead"/> is cancelled when leadership is lost; a wish to stop must reach it by other ways, so that
    /// the lease is still renewed while it finishes. Callbacks on that token must not block.
    /// </summary>
    /// <exception cref="LeadershipLostException">Leadership was lost; <paramref name="lead"/> got the rest of the lease to end.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stopWaiting)
    {
        Volatile.Write(ref _lastAttempt, _time.GetTimestamp());
        _running = true;
        try
        {
            if (!await AcquireAsync(stopWaiting))
            {
                return;
            }

            await LeadAsync(lead);
        }
        finally
        {
            _leading = false;
            _running = false;
        }
    }

    private async Task<bool> AcquireAsync(CancellationToken stopWaiting)
    {
        Log.Campaigning(_logger, _options.LeaseNamespace, _options.LeaseName, _options.Identity);
        try
        {
            while (!await TryAsync(_options.RenewDeadline / 2, stopWaiting))
            {
                await Task.Delay(_jitter.AtLeast(_options.RetryPeriod, LeaderElectionOptions.JitterFactor), _time, stopWaiting);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopWaiting.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead)
    {
        Volatile.Write(ref _epoch, _lock.Transitions);
        _leading = true;
        Log.BecameLeader(_logger, _options.LeaseNamespace, _options.LeaseName, Epoch);
        using var lost = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        var renewing = RenewUntilLostAsync(done.Token);
        var leading = WorkAsync(lead, lost.Token);
        await Task.WhenAny(leading, renewing);
        if (!leading.IsCompleted)
        {
            _leading = false;
            Log.LostLeadership(_logger, _options.LeaseNamespace, _options.LeaseName, _lock.Holder ?? "");
            lost.Cancel();
            var left = _options.LeaseDuration - SinceRenewal;
            await leading
                .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw new LeadershipLostException($"Lost the lease {_options.LeaseNamespace}/{_options.LeaseName}.", leading.IsCompleted);
        }

        done.Cancel();
        await renewing;
        _leading = false;
        await ReleaseAsync();
        await leading;
    }

    // Whatever the work throws ends up in its task.
    private static async Task WorkAsync(Func<CancellationToken, Task> lead, CancellationToken lost) => await lead(lost);

    private async Task RenewUntilLostAsync(CancellationToken done)
    {
        try
        {
            while (true)
            {
                var left = _options.RenewDeadline - SinceRenewal;
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left < _options.RetryPeriod ? left : _options.RetryPeriod, _time, done);
                }

                left = _options.RenewDeadline - SinceRenewal;
                if (left <= TimeSpan.Zero)
                {
                    return;
                }

                var limit = _options.RenewDeadline / 2;
                if (!await TryAsync(limit < left ? limit : left, done) && !_lock.IsHeldByUs)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
    }

    /// <summary>One attempt, over after <paramref name="limit"/> even if the request does not react to being cancelled.</summary>
    private async Task<bool> TryAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var sent = _time.GetTimestamp();
        Volatile.Write(ref _lastAttempt, sent);
        using var timeout = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (!await TakeOrRenewAsync(both.Token).WaitAsync(both.Token))
            {
                return false;
            }

            Volatile.Write(ref _renewedAt, sent);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            Log.AttemptFailed(_logger, _options.LeaseNamespace, _options.LeaseName, error.Message);
            return false;
        }
    }

    private async Task<bool> TakeOrRenewAsync(CancellationToken cancellationToken)
    {
        if (!_leading)
        {
            return await _lock.TryTakeAsync(cancellationToken);
        }

        if (await _lock.TryRenewBlindlyAsync(cancellationToken))
        {
            return true;
        }

        _metrics?.TookSlowPath();
        return await _lock.TryRenewAsync(cancellationToken);
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(ReleaseTimeout, _time);
        try
        {
            if (await _lock.TryReleaseAsync(timeout.Token).WaitAsync(timeout.Token))
            {
                Log.Released(_logger, _options.LeaseNamespace, _options.LeaseName);
            }
        }
        catch (Exception error)
        {
            Log.AttemptFailed(_logger, _options.LeaseNamespace, _options.LeaseName, error.Message);
        }
    }
}
