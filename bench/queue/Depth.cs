using Howdah.QueueBench.Contenders;

namespace Howdah.QueueBench;

/// <summary>What taking and completing costs with ten thousand items pending and with many more. The small queue is refilled as it is emptied.</summary>
internal sealed class Depth(Server server, Options options)
{
    private const int Shallow = 10_000;
    private const int Chunk = 5000;

    public async Task RunAsync()
    {
        Table.Head("pending", "batch", "items/s", "server CPU, µs an item", "WAL, bytes an item");
        foreach (var pending in new[] { Shallow, options.Deep })
        {
            await using var contender = new HowdahQueue(server, isCombined: false, "howdah");
            await server.CreateDatabaseAsync(contender.Database);
            await contender.SetUpAsync();
            await contender.EnqueueAsync(pending, Chunk);
            await server.ExecuteAsync(contender.Database, "vacuum analyze");
            await server.ExecuteAsync(contender.Database, "checkpoint");
            foreach (var (batch, workers) in contender.Workers)
            {
                var figures = new List<Figures>();
                for (var round = 0; round < options.Rounds; round++)
                {
                    figures.Add(await MeasureAsync(contender, batch, workers));
                    await contender.EnqueueAsync(Shallow, Chunk);
                }

                var median = Figures.Median(figures);
                Table.Row($"{pending:#,##0}", $"{batch}", Table.Rounded(median.Rate), Table.Rounded(median.ServerCpu), Table.Rounded(median.Wal));
            }
        }
    }

    /// <summary>Until four fifths of the small queue are done: the other fifth is still there at the end, so nobody has ever waited for work.</summary>
    private async Task<Figures> MeasureAsync(HowdahQueue contender, int batch, int workers)
    {
        var start = await server.ReadAsync(contender.ProcessId);
        await contender.StartAsync(batch, workers);
        while (await contender.CountAsync() < Shallow * 4 / 5)
        {
            await Task.Delay(1);
        }

        var end = await server.ReadAsync(contender.ProcessId);
        var count = await contender.CountAsync();
        await contender.StopAsync();
        return start.Until(end, count);
    }
}
