using Howdah.QueueBench.Contenders;

namespace Howdah.QueueBench;

/// <summary>All contenders at every batch size, one after the other in each round, so that a slow spell of the machine hits all of them. Medians.</summary>
internal sealed class Comparison(Server server, Options options)
{
    private const int Chunk = 5000;
    private readonly Dictionary<(string Name, string What), List<Figures>> _figures = [];

    public async Task RunAsync()
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var create in Contenders().Where(create => options.Wants(create().Name)))
            {
                foreach (var batch in create().Workers.Keys.Where(batch => options.Batch == 0 || options.Batch == batch))
                {
                    await using var contender = create();
                    await MeasureAsync(contender, batch, round);
                }
            }
        }

        Print();
    }

    private IEnumerable<Func<IContender>> Contenders() =>
    [
        () => new HowdahQueue(server, isCombined: false, "howdah"),
        () => new HowdahQueue(server, isCombined: true, "howdah_combined"),
        () => new HowdahHost(server),
        () => new Peer(server, "pg-boss", "pg-boss", new Dictionary<int, int> { [1] = 8, [10] = 8, [100] = 8 }),
        () => new Peer(server, "graphile-worker", "graphile-worker", new Dictionary<int, int> { [1] = 24, [10] = 24, [100] = 24, [500] = 24 }),
        () => new WorkItemsTable(server),
    ];

    /// <summary>More than can be worked off in the time: 1.5 times what the fastest has ever done.</summary>
    private int Needed(IContender contender, int batch) => contender is WorkItemsTable
        ? 10_000
        : (int)(Math.Min(batch, 100) switch { 1 => 12_000, 10 => 60_000, _ => 130_000 } * (options.Seconds + 1.5) / Chunk) * Chunk;

    private async Task MeasureAsync(IContender contender, int batch, int round)
    {
        await server.CreateDatabaseAsync(contender.Database);
        await contender.SetUpAsync();
        var count = Needed(contender, batch);
        await contender.EnqueueAsync(Chunk, Chunk);
        var filling = await server.ReadAsync(contender.ProcessId);
        await contender.EnqueueAsync(count, Chunk);
        Add(contender.Name, "enqueue", filling.Until(await server.ReadAsync(contender.ProcessId), count), round);

        await server.ExecuteAsync(contender.Database, "vacuum analyze");
        await server.ExecuteAsync(contender.Database, "checkpoint");
        await contender.StartAsync(batch, options.Workers > 0 ? options.Workers : contender.Workers[batch]);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var first = await contender.CountAsync();
        var start = await server.ReadAsync(contender.ProcessId);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        var last = await contender.CountAsync();
        var end = await server.ReadAsync(contender.ProcessId);
        await contender.StopAsync();
        if (last >= count + Chunk)
        {
            Console.Error.WriteLine($"{contender.Name}, batch {batch}: the queue ran dry; the figure is too low");
        }

        Add(contender.Name, $"take and complete, by {batch}", start.Until(end, last - first), round);
    }

    private void Add(string name, string what, Figures figures, int round)
    {
        if (!_figures.TryGetValue((name, what), out var list))
        {
            _figures[(name, what)] = list = [];
        }

        list.Add(figures);
        Console.Error.WriteLine($"round {round}: {name}, {what}: {figures.Rate:0}/s, server {figures.ServerCpu:0.0} us, client {figures.ClientCpu:0.0} us, WAL {figures.Wal:0} B");
    }

    private void Print()
    {
        Table.Head("queue", "what", "items/s", "server CPU, µs an item", "client CPU, µs an item", "WAL, bytes an item");
        foreach (var ((name, what), runs) in _figures.OrderBy(pair => pair.Key.What.Length).ThenBy(pair => pair.Key.What, StringComparer.Ordinal))
        {
            var median = Figures.Median(runs);
            Table.Row(
                name, what, Table.Rounded(median.Rate), Table.Rounded(median.ServerCpu), Table.Rounded(median.ClientCpu), Table.Rounded(median.Wal));
        }
    }
}
