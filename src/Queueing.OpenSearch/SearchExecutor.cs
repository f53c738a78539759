using Howdah.Queueing.Client;
using Howdah.Search;

namespace Howdah.Queueing.OpenSearch;

/// <summary>Runs one step, and again after a transient failure, as long as its schedule and deadline allow.</summary>
internal sealed class SearchExecutor(TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    /// <summary>The timestamp that far from now.</summary>
    public long After(TimeSpan span) => Time.GetTimestamp() + (long)(Math.Clamp(span.TotalSeconds, -1e6, 1e6) * Time.TimestampFrequency);

    public bool IsOver(long? deadline) => deadline is { } end && Time.GetElapsedTime(Time.GetTimestamp(), end) <= TimeSpan.Zero;

    /// <param name="operation">For messages.</param>
    /// <param name="schedule">How often to try.</param>
    /// <param name="deadline">Timestamp after which no further try is begun; null for none.</param>
    /// <param name="body">The step; doing it twice is like doing it once.</param>
    /// <param name="cancellationToken">Ends waits and tries with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="WorkQueueException">Unknown queue, or retries exceeded.</exception>
    public async Task<T> RunAsync<T>(
        string operation, RetrySchedule schedule, long? deadline, Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception failure;
            var wait = schedule.WaitBefore(retry);
            try
            {
                return await body(cancellationToken).ConfigureAwait(false);
            }
            catch (SearchException exception) when (exception.IsIndexMissing)
            {
                throw new WorkQueueException(WorkQueueError.UnknownQueue, "There is no index for this queue: it has not been set up.", exception);
            }
            catch (SearchException exception) when (exception.IsTransient || IsDrift(exception))
            {
                failure = exception;
                wait = exception.RetryAfter > wait ? exception.RetryAfter.Value : wait;
            }
            catch (SearchException exception)
            {
                throw Refused(operation, exception);
            }
            catch (ContentionException exception)
            {
                failure = exception;
            }

            if (retry >= schedule.MaxRetries || (deadline is { } end && Time.GetElapsedTime(Time.GetTimestamp(), end) <= wait))
            {
                var elapsed = Time.GetElapsedTime(started).TotalSeconds;
                throw new WorkQueueException(
                    WorkQueueError.RetriesExceeded, $"{operation} failed after {retry + 1} attempts in {elapsed:0.00} s: {failure.Message}", failure);
            }

            await Task.Delay(wait, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A refusal that the clock of a node is behind passes when the clock is set right or the shard moves.</summary>
    private static bool IsDrift(SearchException exception) => exception.Error?.Cause.StartsWith("The current times indicated", StringComparison.Ordinal) == true;

    private static WorkQueueException Refused(string operation, SearchException exception) =>
        exception.Error?.Cause.StartsWith("scriptVersion ", StringComparison.Ordinal) == true
            ? new WorkQueueException(WorkQueueError.UnknownQueue, $"{operation}: {exception.Error.Cause}: it belongs to another version of the queue.", exception)
            : new WorkQueueException(WorkQueueError.RetriesExceeded, $"{operation} failed after 1 attempts, and another would not help: {exception.Message}", exception);
}

/// <summary>Others were faster, or the clocks of the nodes differ; another try may go better.</summary>
internal sealed class ContentionException(string message) : Exception(message);
