using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Howdah.Sidecar.Time;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>The real executable, <c>supervise</c>, as in a pod except that it is not PID 1.</summary>
internal sealed class SupervisorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SidecarPaths _paths;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _orders;
    private StreamReader? _reader;
    private NetworkStream? _stream;

    private SupervisorProcess(Process process, SidecarPaths paths)
    {
        _process = process;
        _paths = paths;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public SidecarPaths Paths => _paths;

    public string Output => string.Join('\n', _output);

    /// <summary><c>HOWDAH_SIDECAR</c> names a published executable to test instead of the one just built.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("HOWDAH_SIDECAR") is { Length: > 0 } published ? published : Path.Combine(AppContext.BaseDirectory, "howdah-sidecar");

    public static async Task<SupervisorProcess> StartAsync(TestVolume volume, string binaries, SidecarPaths? paths = null, string instance = "db-1")
    {
        paths ??= volume.Paths;
        var start = Shell.AsServerUser(Executable, "supervise");
        foreach (var (name, value) in volume.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOWDAH_RUN_PATH"] = paths.Run;
        start.Environment["HOWDAH_PG_BIN"] = binaries;
        start.Environment["HOWDAH_INSTANCE"] = instance;
        var supervisor = new SupervisorProcess(Process.Start(start)!, paths);
        await Eventually.BecomesTrueAsync(() => supervisor._process.HasExited || File.Exists(paths.SupervisorSocket));
        Assert.False(supervisor._process.HasExited, supervisor.Output);
        return supervisor;
    }

    public Task<SupervisorAnswer> AskAsync() => SendAsync(new SupervisorRequest());

    /// <summary>As soon as it is known, which may be after the server has begun to answer.</summary>
    public async Task<string> SystemIdentifierAsync() => (await BecomesAsync(static answer => answer.Report.Control is not null)).Report.Control!.SystemIdentifier;

    public Task<SupervisorAnswer> OrderAsync(SupervisorOrder order) =>
        SendAsync(new SupervisorRequest { Order = order with { Id = $"{Interlocked.Increment(ref _orders)}" } });

    /// <returns>When the permit ends, by the clock of both.</returns>
    public async Task<long> GrantAsync(TimeSpan time)
    {
        var now = BootClock.Instance.GetTimestamp();
        var end = now + (long)time.TotalNanoseconds;
        await SendAsync(new SupervisorRequest { Permit = new PermitGrant(now, end) });
        return end;
    }

    public async Task<SupervisorAnswer> SendAsync(SupervisorRequest request)
    {
        await _one.WaitAsync();
        try
        {
            if (_stream is null)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_paths.SupervisorSocket));
                _stream = new NetworkStream(socket, ownsSocket: true);
                _reader = new StreamReader(_stream, Encoding.UTF8);
            }

            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, WireJsonContext.Default.SupervisorRequest), (byte)'\n'];
            await _stream.WriteAsync(line);
            var answer = await _reader!.ReadLineAsync() ?? throw new IOException("The supervisor closed the connection.");
            return JsonSerializer.Deserialize(answer, WireJsonContext.Default.SupervisorAnswer)!;
        }
        finally
        {
            _one.Release();
        }
    }

    public Task<SupervisorAnswer> BecomesAsync(Predicate<SupervisorAnswer> holds, int seconds = 30, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string what = "") =>
        Eventually.BecomesAsync(AskAsync, holds, seconds, what);

    public void Signal(Native.Signal signal) => Signals.Send(Pid, signal);

    public async Task<int> ExitAsync(int seconds = 30)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Leaves no process behind, whatever state the test left.</summary>
    public async ValueTask DisposeAsync()
    {
        Signals.KillFamily(Pid, _paths.DataDirectory);
        await _process.WaitForExitAsync();
        await Eventually.BecomesTrueAsync(() =>
        {
            Signals.KillFamily(Pid, _paths.DataDirectory);
            return Signals.ServersIn(_paths.DataDirectory).Count == 0;
        });
        _reader?.Dispose();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _process.Dispose();
        _one.Dispose();
    }
}
