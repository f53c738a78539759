using System.Diagnostics;
using System.Globalization;

namespace Howdah.QueueBench.Contenders;

/// <summary>A queue from npm, in a node process that takes orders on stdin (peers/serve.mjs).</summary>
internal sealed class Peer(Server server, string name, string script, IReadOnlyDictionary<int, int> workers) : IContender
{
    private Process? _process;

    public string Name => name;

    public string Database { get; } = script.Replace('-', '_');

    public IReadOnlyDictionary<int, int> Workers => workers;

    public int ProcessId => _process!.Id;

    public async Task SetUpAsync()
    {
        var directory = Server.Variable("BENCH_PEERS");
        var start = new ProcessStartInfo(Path.Combine(directory, "node_modules", ".bin", "node"), [Path.Combine(directory, script + ".mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["BENCH_URL"] = server.Url(Database);
        start.Environment["NODE_ENV"] = "production";
        _process = Process.Start(start)!;
        await OrderAsync("setup");
    }

    public Task EnqueueAsync(int count, int chunk) => OrderAsync("enqueue", count, chunk, 2);

    public Task StartAsync(int batch, int workers) => OrderAsync("start", batch, workers);

    public Task<long> CountAsync() => OrderAsync("count");

    public Task StopAsync() => OrderAsync("stop");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await OrderAsync("end");
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    private async Task<long> OrderAsync(string verb, params int[] numbers)
    {
        await _process!.StandardInput.WriteLineAsync(string.Join(' ', [verb, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
        await _process.StandardInput.FlushAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var answered, var number] && answered == verb)
            {
                return long.Parse(number, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException($"{name} ended at '{verb}'.");
    }
}
