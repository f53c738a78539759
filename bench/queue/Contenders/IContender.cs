namespace Howdah.QueueBench.Contenders;

/// <summary>A queue under test. It is set up in a database of its own, filled, and worked off until it is told to stop.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Batch sizes it can be run with, and the number of workers (or connections) that is best for each.</summary>
    IReadOnlyDictionary<int, int> Workers { get; }

    int ProcessId { get; }

    string Database { get; }

    Task SetUpAsync();

    /// <summary>Adds items in chunks, over two connections.</summary>
    Task EnqueueAsync(int count, int chunk);

    Task StartAsync(int batch, int workers);

    /// <summary>Items taken and completed since the start.</summary>
    Task<long> CountAsync();

    Task StopAsync();
}
