using Howdah.QueueBench.Contenders;

namespace Howdah.QueueBench;

/// <summary>Throughput while a session holds a snapshot open, which keeps VACUUM from removing what is taken; compared with the time before.</summary>
internal sealed class HeldSnapshot(Server server, Options options)
{
    private const int Batch = 10;
    private const int Windows = 6;
    private const int Trial = 200_000;
    private readonly double _window = options.Seconds / Windows;

    public async Task RunAsync()
    {
        await using var contender = new HowdahQueue(server, isCombined: false, "howdah");
        await server.CreateDatabaseAsync(contender.Database);
        await contender.SetUpAsync();
        var count = await NeededAsync(contender);
        Console.Error.WriteLine($"putting {count:#,##0} items in");
        await contender.EnqueueAsync(count, 5000);
        await server.ExecuteAsync(contender.Database, "vacuum analyze");
        await server.ExecuteAsync(contender.Database, "checkpoint");

        Table.Head("snapshot held for", "items/s", "server CPU, µs an item", "against before");
        await contender.StartAsync(Batch, contender.Workers[Batch]);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var before = await MeasureAsync(contender);
        Table.Row("not held", Table.Rounded(before.Rate), Table.Rounded(before.ServerCpu), "");

        await using var source = server.Connect(contender.Database, 1);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var command = new Npgsql.NpgsqlCommand("select count(*) from pg_class", connection, transaction);
        await command.ExecuteScalarAsync();
        for (var window = 1; window <= Windows; window++)
        {
            var held = await MeasureAsync(contender);
            Table.Row($"{window * _window:0} s", Table.Rounded(held.Rate), Table.Rounded(held.ServerCpu), $"{held.Rate / before.Rate - 1:+0 %;-0 %}");
        }

        await transaction.RollbackAsync();
        if (await contender.CountAsync() >= count)
        {
            Console.Error.WriteLine("the queue ran dry: the last figures are too low");
        }

        await contender.StopAsync();
    }

    /// <summary>Half as much again as can be worked off in the time, by what a trial of two seconds says.</summary>
    private async Task<int> NeededAsync(HowdahQueue contender)
    {
        await contender.EnqueueAsync(Trial, 5000);
        await contender.StartAsync(Batch, contender.Workers[Batch]);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var first = await contender.CountAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        var rate = Math.Max(await contender.CountAsync() - first, Trial / 40) / 2;
        await contender.StopAsync();
        return (int)(rate * 1.5 * (_window * 2 + options.Seconds) / 5000) * 5000;
    }

    private async Task<Figures> MeasureAsync(HowdahQueue contender)
    {
        var first = await contender.CountAsync();
        var start = await server.ReadAsync(contender.ProcessId);
        await Task.Delay(TimeSpan.FromSeconds(_window));
        var last = await contender.CountAsync();
        return start.Until(await server.ReadAsync(contender.ProcessId), last - first);
    }
}
