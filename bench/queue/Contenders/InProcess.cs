namespace Howdah.QueueBench.Contenders;

/// <summary>A contender whose workers are tasks of this process.</summary>
internal abstract class InProcess(Server server, string name, string database) : IContender
{
    private long _done;
    private CancellationTokenSource _stop = new();
    private Task[] _workers = [];

    public string Name => name;

    public string Database => database;

    public int ProcessId => Environment.ProcessId;

    public abstract IReadOnlyDictionary<int, int> Workers { get; }

    protected Server Server => server;

    public abstract Task SetUpAsync();

    public abstract Task EnqueueAsync(int count, int chunk);

    public async Task StartAsync(int batch, int workers)
    {
        _done = 0;
        _stop = new CancellationTokenSource();
        await OpenAsync(workers);
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker, batch, Done, _stop.Token), CancellationToken.None))];
    }

    public Task<long> CountAsync() => Task.FromResult(Interlocked.Read(ref _done));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
        await CloseAsync();
        _stop.Dispose();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected abstract Task OpenAsync(int connections);

    protected abstract Task CloseAsync();

    /// <summary>One worker's loop until <paramref name="stop"/> is set; reports what it has completed.</summary>
    protected abstract Task WorkAsync(int worker, int batch, Action<int> done, CancellationToken stop);

    private void Done(int items) => Interlocked.Add(ref _done, items);
}
