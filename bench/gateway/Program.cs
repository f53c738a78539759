using System.Diagnostics;
using System.Globalization;
using Howdah.Postgres.Connections;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Worker.Tests.Load;
using Npgsql;

if (args.Length != 3 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out var workers) || !int.TryParse(args[1], CultureInfo.InvariantCulture, out var items)
    || !int.TryParse(args[2], CultureInfo.InvariantCulture, out var think))
{
    Console.Error.WriteLine("usage: bench/gateway/run [WORKERS ITEMS THINK_MILLISECONDS]");
    return 2;
}

var dsn = Environment.GetEnvironmentVariable("HOWDAH_DSN") ?? throw new InvalidOperationException("HOWDAH_DSN is not set: start this program by bench/gateway/run");
var port = Environment.GetEnvironmentVariable("HOWDAH_PORT") ?? throw new InvalidOperationException("HOWDAH_PORT is not set");
await using var source = NpgsqlDataSource.Create(ConnectionText.Parse(dsn, _ => null).ConnectionString);
var queue = new QueueName("bench_gateway");
await new QueueSchema(source, queue).MigrateAsync();
await new QueueClient(source, queue).PushAsync(Enumerable.Range(0, items).Select(number => new NewItem("item-" + number)));

// A process of its own, as in production, and since a process may not have the files for both ends of ten thousand connections.
using var gateway = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "howdah-worker.dll"), "queue"])
{
    Environment = { ["HOWDAH_ANONYMOUS"] = "true", ["HOWDAH_HEALTH_PORT"] = "0", ["HOWDAH_LOG_LEVEL"] = "Error" },
})!;
try
{
    var address = new Uri($"http://127.0.0.1:{port}");
    await ReadyAsync(address, gateway);
    var run = new LoadRun(address, queue.Value, workers, TimeSpan.FromMilliseconds(think));
    Console.WriteLine(await run.RunAsync(items, TimeSpan.FromMinutes(10)));
    Console.WriteLine($"gateway: {gateway.TotalProcessorTime.TotalMicroseconds / items:0} µs CPU for an item, {gateway.WorkingSet64 / 1048576} MiB");
    await using var command = source.CreateCommand("select count(*), count(distinct id) from bench_gateway.history where event = 'C'");
    await using var reader = await command.ExecuteReaderAsync();
    await reader.ReadAsync();
    var (completions, distinct) = (reader.GetInt64(0), reader.GetInt64(1));
    Console.WriteLine($"on record: {completions} completions of {distinct} items");
    return completions == items && distinct == items && run.Completed == items ? 0 : 1;
}
finally
{
    gateway.Kill();
    await gateway.WaitForExitAsync();
}

static async Task ReadyAsync(Uri address, Process gateway)
{
    using var http = new HttpClient();
    var watch = Stopwatch.StartNew();
    while (true)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/readyz"));
            if (response.IsSuccessStatusCode)
            {
                return;
            }
        }
        catch (HttpRequestException) when (!gateway.HasExited && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            // Not listening yet.
        }

        await Task.Delay(50);
    }
}
