using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>The gateway's own program, on a port of the loopback that stays the same from one start to the next.</summary>
internal sealed class GatewayProcess(string connectionString) : IAsyncDisposable
{
    /// <summary>What PostgreSQL knows its connections by.</summary>
    public const string ApplicationName = "gateway that is killed";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int _port = ScratchServer.FreePort();
    private readonly ConcurrentQueue<string> _output = [];
    private Process? _process;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>Returns once it says that it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "howdah-worker.dll"), "queue"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["HOWDAH_DSN"] = $"{connectionString};Application Name={ApplicationName}",
                ["HOWDAH_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
                ["HOWDAH_HEALTH_PORT"] = "0",
                ["HOWDAH_ANONYMOUS"] = "true",
                ["HOWDAH_LOG_LEVEL"] = "Warning",
            },
        };
        start.Environment.Remove("HOWDAH_TOKEN_FILE");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http))
        {
            Assert.False(_process.HasExited, "the gateway has ended: " + string.Join('\n', _output));
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"the gateway is not ready after {Patience}: {string.Join('\n', _output)}");
            await Task.Delay(20);
        }
    }

    /// <summary>SIGKILL. It must have been running until then.</summary>
    public async Task KillAsync()
    {
        Assert.False(_process!.HasExited, "the gateway has ended by itself: " + string.Join('\n', _output));
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
