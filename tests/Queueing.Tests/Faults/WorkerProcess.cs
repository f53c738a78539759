using System.Diagnostics;
using System.Globalization;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>A <see cref="MortalWorker"/>, and what it says put into the journal.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private int _lines;

    public WorkerProcess(string connectionString, QueueName queue, int seed, Journal journal)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MortalWorker).Assembly.Location, connectionString, queue.Value, seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start)!;
        _reading = ReadAsync(journal);
    }

    /// <summary>Lines so far: each is a step that it was at.</summary>
    public int Lines => Volatile.Read(ref _lines);

    /// <summary>SIGKILL. What it had said before is in the journal when this returns.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(Journal journal)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split('\t'))
            {
                case ["granted", var id, var key, var token, var received, var deadline]:
                    journal.Granted(new Journal.Grant(Number(id), key, Number(token), Number(received), Number(deadline)));
                    break;
                case ["gives up", var token, var sent]:
                    journal.GivingUp(Number(token), Number(sent));
                    break;
                case ["completed", var id, var key, var token]:
                    journal.Completed(new Journal.Completion(Number(id), key, Number(token)));
                    break;
            }

            Interlocked.Increment(ref _lines);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
