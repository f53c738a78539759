using System.Threading.Channels;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Events;

/// <summary>
/// Publishes events without ever holding up who publishes: a bounded queue, one sender behind it, and what does not fit is dropped and counted.
/// The constants are client-go's (tools/events).
/// </summary>
internal sealed class EventRecorder : IDisposable
{
    public const int QueueLength = 1000;

    public const int MaxTries = 12;

    public const string Action = "Reconcile";

    private const int LongestNameStem = 220;

    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    // A null stands for a sweep: it goes through the queue so that one reader does everything.
    private readonly Channel<PendingEvent?> _queue = Channel.CreateBounded<PendingEvent?>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly EventAggregator _aggregator = new(NameOf);
    private readonly EventWriter _writer;
    private readonly EventMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Jitter _jitter;
    private readonly ILogger _logger;
    private readonly ITimer _sweep;
    private readonly CancellationTokenSource _giveUp = new();
    private Task _sending = Task.CompletedTask;

    public EventRecorder(EventWriter writer, EventMetrics metrics, TimeProvider time, Jitter jitter, ILogger logger)
    {
        _writer = writer;
        _metrics = metrics;
        _time = time;
        _jitter = jitter;
        _logger = logger;
        _sweep = time.CreateTimer(
            static state => ((EventRecorder)state!)._queue.Writer.TryWrite(null), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The <see cref="EventPublisher"/>.</summary>
    public void Publish(IKubernetesObject entity, string reason, string message, EventType type = EventType.Normal)
    {
        try
        {
            var occurrence = PendingEvent.About(entity, reason, message, type, Action, _time.GetUtcNow());
            if (!_queue.Writer.TryWrite(occurrence))
            {
                _metrics.Dropped();
            }
        }
        catch (Exception error)
        {
            _metrics.Dropped();
            Log.Unpublishable(_logger, error, reason);
        }
    }

    public void Start()
    {
        _sending = Task.Run(SendAsync, CancellationToken.None);
        _sweep.Change(SweepPeriod, SweepPeriod);
    }

    /// <summary>Takes nothing more in, and sends what is queued for no longer than <paramref name="limit"/>.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _queue.Writer.TryComplete();
        await _sending.WaitAsync(limit, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _giveUp.CancelAsync();
    }

    public void Dispose()
    {
        _sweep.Dispose();
        _giveUp.Dispose();
    }

    private static string NameOf(PendingEvent first)
    {
        var stem = first.Key.Name.Name;
        return $"{(stem.Length <= LongestNameStem ? stem : stem[..LongestNameStem].TrimEnd('.', '-'))}.{Guid.NewGuid().ToString("N")[..16]}";
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var occurrence in _queue.Reader.ReadAllAsync(_giveUp.Token))
            {
                await HandleAsync(occurrence);
            }

            await WriteAllAsync(_aggregator.FinishAll());
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            Log.Unsent(_logger, _queue.Reader.Count);
        }
    }

    private async Task HandleAsync(PendingEvent? occurrence)
    {
        if (occurrence is null)
        {
            await WriteAllAsync(_aggregator.Finish(_time.GetUtcNow()));
        }
        else if (_aggregator.Observe(occurrence) is { } series)
        {
            await WriteAsync(series);
        }
        else
        {
            _metrics.Aggregated();
        }
    }

    private async Task WriteAllAsync(List<EventSeries> series)
    {
        foreach (var one in series)
        {
            await WriteAsync(one);
        }
    }

    private async Task WriteAsync(EventSeries series)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _writer.WriteAsync(series, _giveUp.Token);
                series.Written(_time.GetUtcNow());
                _metrics.Sent();
                return;
            }
            catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception error) when (tries < MaxTries && IsWorthRetrying(error))
            {
                var asked = (error as KubernetesApiException)?.RetryAfter ?? TimeSpan.Zero;
                var delay = _jitter.AtLeast(RetryDelay, 0.25);
                await Task.Delay(asked > delay ? asked : delay, _time, _giveUp.Token);
            }
            catch (Exception error)
            {
                _aggregator.Forget(series);
                _metrics.Failed();
                Log.Refused(_logger, series.First.Key.Reason, series.First.Key.Name, error.Message);
                return;
            }
        }
    }

    private static bool IsWorthRetrying(Exception error) => error
        is KubernetesApiException { IsTransient: true } or HttpRequestException or IOException or TimeoutException or OperationCanceledException;
}
