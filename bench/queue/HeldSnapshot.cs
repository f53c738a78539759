using Howdah.QueueBench.Contenders;

namespace Howdah.QueueBench;

/// <summary>Throughput while a session holds a snapshot open, which keeps VACUUM from removing what is taken; compared with the time before.</summary>
internal sealed class HeldSnapshot(Server server, Options options)
{
    private const int Batch = 10;
    private const int Windows = 6;
    private const int Rate = 60_000;
    private readonly double _window = options.Seconds / Windows;

    public async Task RunAsync()
    {
        await using var contender = new HowdahQueue(server, isCombined: false);
        await server.CreateDatabaseAsync(contender.Database);
        await contender.SetUpAsync();
        await contender.EnqueueAsync((int)(Rate * (_window * 2 + options.Seconds) / 5000) * 5000, 5000);
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
        await contender.StopAsync();
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
