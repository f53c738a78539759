using System.Threading.Channels;

namespace Howdah.Queueing.Batching;

/// <summary>
/// Merges calls that arrive close to each other into one. While one batch is under way the next one gathers, so a busy batcher needs no window.
/// </summary>
internal sealed class MicroBatcher<TRequest, TAnswer> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TAnswer>>> _run;
    private readonly MicroBatcherOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<Entry> _channel;
    private readonly CancellationTokenSource _abandon = new();
    private readonly Task _lanes;

    /// <param name="options">Bounds.</param>
    /// <param name="time">Clock of the window.</param>
    /// <param name="run">Runs a batch and answers in the order of the requests.</param>
    public MicroBatcher(
        MicroBatcherOptions options, TimeProvider time, Func<IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TAnswer>>> run)
    {
        _run = run;
        _options = options;
        _time = time;
        _channel = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.Capacity) { FullMode = BoundedChannelFullMode.Wait });
        _lanes = Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(_ => Task.Run(LaneAsync, CancellationToken.None)));
    }

    /// <exception cref="BatcherFullException">As many requests wait as may.</exception>
    public Task<TAnswer> RunAsync(TRequest request, CancellationToken cancellationToken = default)
    {
        var entry = new Entry(request, cancellationToken);
        return _channel.Writer.TryWrite(entry)
            ? entry.Answer.Task
            : Task.FromException<TAnswer>(_abandon.IsCancellationRequested ? new ObjectDisposedException(nameof(MicroBatcher<TRequest, TAnswer>)) : new BatcherFullException());
    }

    /// <summary>Takes no more requests; those that wait are run, and what still runs after <paramref name="bound"/> is cancelled.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        _channel.Writer.TryComplete();
        try
        {
            await _lanes.WaitAsync(bound, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await _abandon.CancelAsync();
            await _lanes;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _abandon.CancelAsync();
        await _lanes;
        _abandon.Dispose();
    }

    private async Task LaneAsync()
    {
        var batch = new List<Entry>();
        while (await _channel.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_options.Window > TimeSpan.Zero && _channel.Reader.Count < _options.MaxBatch)
            {
                await Task.Delay(_options.Window, _time, CancellationToken.None);
            }

            while (batch.Count < _options.MaxBatch && _channel.Reader.TryRead(out var entry))
            {
                if (entry.IsWanted)
                {
                    batch.Add(entry);
                }
            }

            if (batch.Count > 0)
            {
                await RunBatchAsync(batch);
                batch.Clear();
            }
        }
    }

    private async Task RunBatchAsync(List<Entry> batch)
    {
        try
        {
            var answers = await _run(batch.ConvertAll(entry => entry.Request), _abandon.Token);
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Answer.TrySetResult(answers[index]);
            }
        }
        catch (WorkQueueException exception) when (batch.Count > 1 && exception.Error != WorkQueueError.RetriesExceeded)
        {
            // One of them is at fault, and the others must not suffer for it.
            foreach (var entry in batch)
            {
                await RunBatchAsync([entry]);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(entry => entry.Answer.TrySetException(exception));
        }
    }

    private sealed class Entry(TRequest request, CancellationToken cancellationToken)
    {
        public TRequest Request => request;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsWanted => !cancellationToken.IsCancellationRequested || !Answer.TrySetCanceled(cancellationToken);
    }
}
