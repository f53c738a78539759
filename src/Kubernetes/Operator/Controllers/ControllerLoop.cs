using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>
/// The workers of one controller. Results are mapped as controller-runtime does (pkg/internal/controller): a failure comes back with back-off,
/// for ever; a success ends the back-off. Nothing a controller throws ends a worker.
/// </summary>
internal sealed class ControllerLoop<T> : IControllerLoop, IDisposable
    where T : class, IKubernetesObject
{
    /// <summary>How long past its timeout a reconciliation may ignore its cancellation before the process counts as stuck.</summary>
    public static readonly TimeSpan StuckGrace = TimeSpan.FromMinutes(2);

    private const double PeriodJitter = 0.1;
    private static readonly TimeSpan LongPeriod = TimeSpan.FromMinutes(1);

    private readonly ControllerOptions<T> _options;
    private readonly WorkQueue<NamespacedName> _queue;
    private readonly ReconcileDispatcher<T> _dispatcher;
    private readonly Action<ControllerLoop<T>> _attach;
    private readonly ControllerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Jitter _jitter;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _abort = new();
    private List<Task> _workers = [];
    private long _reconciliations;

    public ControllerLoop(
        ControllerOptions<T> options,
        WorkQueue<NamespacedName> queue,
        ReconcileDispatcher<T> dispatcher,
        Action<ControllerLoop<T>> attach,
        ControllerMetrics metrics,
        TimeProvider time,
        Jitter jitter,
        ILogger logger)
    {
        _options = options;
        _queue = queue;
        _dispatcher = dispatcher;
        _attach = attach;
        _metrics = metrics;
        _time = time;
        _jitter = jitter;
        _logger = logger;
    }

    public string Name => _options.Name;

    /// <inheritdoc/>
    public string? StuckReason
    {
        get
        {
            var longest = _queue.RunningFor().Longest;
            return longest > _options.ReconcileTimeout + StuckGrace ? $"one reconciliation has been running for {longest.TotalSeconds:0} s"
                : _workers.Exists(static worker => worker.IsFaulted) ? "a worker has ended"
                : null;
        }
    }

    public void Attach() => _attach(this);

    public void Enqueue(NamespacedName key) => _queue.Add(key);

    public void Start() => _workers = [.. Enumerable.Range(0, _options.MaxConcurrentReconciles).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];

    /// <inheritdoc/>
    public async Task<bool> StopAsync(TimeSpan grace, TimeSpan patience, CancellationToken cancellationToken)
    {
        _queue.ShutDown();
        var ended = Task.WhenAll(_workers);
        if (await EndsWithinAsync(ended, grace, cancellationToken))
        {
            return true;
        }

        await _abort.CancelAsync();
        if (await EndsWithinAsync(ended, patience, CancellationToken.None))
        {
            return true;
        }

        Log.Abandoned(_logger, Name, _queue.ProcessingCount);
        return false;
    }

    public void Dispose() => _abort.Dispose();

    private async Task<bool> EndsWithinAsync(Task ended, TimeSpan limit, CancellationToken cancellationToken)
    {
        await ended.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ended.IsCompleted;
    }

    private async Task WorkAsync()
    {
        while (await _queue.GetAsync(CancellationToken.None) is { } key)
        {
            try
            {
                await ProcessAsync(key);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ProcessAsync(NamespacedName key)
    {
        using var scope = Log.BeginReconciliation(_logger, Name, key.Namespace, key.Name, Interlocked.Increment(ref _reconciliations));
        var started = _time.GetTimestamp();
        _metrics.Began();
        var result = ReconcileResult.Error;
        try
        {
            result = await ReconcileAsync(key);
        }
        catch (Exception error)
        {
            Log.LoopDefect(_logger, error, Name);
            _queue.AddRateLimited(key);
        }
        finally
        {
            _metrics.Ended(result, _time.GetElapsedTime(started));
        }
    }

    private async Task<ReconcileResult> ReconcileAsync(NamespacedName key)
    {
        using var timeout = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abort.Token);
        try
        {
            return Apply(key, await _dispatcher.DispatchAsync(key, both.Token));
        }
        catch (KubernetesApiException conflict) when (conflict.IsConflict)
        {
            Log.Conflicted(_logger, key, conflict.Message);
            _queue.AddRateLimited(key);
            return ReconcileResult.Requeue;
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            return ReconcileResult.Requeue;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            _metrics.TimedOut();
            Log.TimedOut(_logger, key, _options.ReconcileTimeout.TotalSeconds);
        }
        catch (Exception error)
        {
            if (ReconcilePanic.Is(error))
            {
                _metrics.Panicked();
            }

            Log.Threw(_logger, error, key, _queue.Failures(key) + 1);
        }

        _queue.AddRateLimited(key);
        return ReconcileResult.Error;
    }

    private ReconcileResult Apply(NamespacedName key, ReconciliationResult<T>? result)
    {
        switch (result)
        {
            case null:
                _queue.Forget(key);
                return ReconcileResult.Success;
            case { Outcome: ReconciliationOutcome.Success, RequeueAfter: { } after }:
                _queue.Forget(key);
                _queue.AddAfter(key, Period(_options.Resync < after ? _options.Resync.Value : after));
                return ReconcileResult.RequeueAfter;
            case { Outcome: ReconciliationOutcome.Success }:
                _queue.Forget(key);
                if (_options.Resync is { } resync)
                {
                    _queue.AddAfter(key, Period(resync));
                }

                return ReconcileResult.Success;
            case { Outcome: ReconciliationOutcome.Terminal }:
                _metrics.Terminal();
                Log.GaveUp(_logger, key, result.Message ?? "");
                _queue.Forget(key);
                return ReconcileResult.Error;
            default:
                Log.Failed(_logger, result.Error, key, _queue.Failures(key) + 1, result.Message ?? "");
                if (result.RequeueAfter is { } retry)
                {
                    _queue.AddAfter(key, retry);
                }
                else
                {
                    _queue.AddRateLimited(key);
                }

                return ReconcileResult.Error;
        }
    }

    // Long periods are spread so that ten thousand objects do not come back in step; short ones are meant as they are.
    private TimeSpan Period(TimeSpan period) => period < LongPeriod ? period : _jitter.Around(period, PeriodJitter);
}
