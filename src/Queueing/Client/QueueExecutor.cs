using Npgsql;

namespace Howdah.Queueing.Client;

/// <summary>Runs one verb on a connection, and again after a transient failure, as long as its schedule and deadline allow.</summary>
internal sealed class QueueExecutor(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, TimeProvider time)
{
    /// <param name="operation">Name of the verb, for messages.</param>
    /// <param name="schedule">How often to try.</param>
    /// <param name="deadline">Timestamp of the time provider after which no further try is begun; null for none.</param>
    /// <param name="body">The verb.</param>
    /// <param name="cancellationToken">Ends waits and tries with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="WorkQueueException">Refused, or retries exceeded.</exception>
    public async Task<T> RunAsync<T>(
        string operation, RetrySchedule schedule, long? deadline, Func<NpgsqlConnection, CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception failure;
            try
            {
                var connection = await open(cancellationToken).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                return await body(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (WorkQueueException.From(exception) is not null)
            {
                throw WorkQueueException.From(exception)!;
            }
            catch (Exception exception) when (TransientErrors.IsTransient(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = exception;
            }

            var wait = schedule.WaitBefore(retry);
            if (retry >= schedule.MaxRetries || (deadline is { } end && time.GetElapsedTime(time.GetTimestamp(), end) <= wait))
            {
                var elapsed = time.GetElapsedTime(started).TotalSeconds;
                throw new WorkQueueException(
                    WorkQueueError.RetriesExceeded, $"{operation} failed after {retry + 1} attempts in {elapsed:0.00} s: {failure.Message}", failure);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
