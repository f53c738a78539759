using System.Collections.Concurrent;
using System.Diagnostics;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>The real executable, <c>agent</c>, against a fake API server.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private AgentProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary><c>HOWDAH_SIDECAR_AGENT</c> names another copy than the supervisor's.</summary>
    private static string Executable { get; } =
        Environment.GetEnvironmentVariable("HOWDAH_SIDECAR_AGENT") is { Length: > 0 } published ? published : SupervisorProcess.Executable;

    public int Pid => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public string Output => string.Join('\n', _output);

    public static AgentProcess Start(TestVolume volume, SidecarPaths paths, string instance, string podUid, string kubeconfig)
    {
        var start = Shell.AsServerUser(Executable, "agent");
        foreach (var (name, value) in volume.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOWDAH_RUN_PATH"] = paths.Run;
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOWDAH_CLUSTER"] = "db";
        start.Environment["HOWDAH_INSTANCE"] = instance;
        start.Environment["POD_NAMESPACE"] = "ns";
        start.Environment["POD_NAME"] = instance + "-0";
        start.Environment["POD_UID"] = podUid;
        start.Environment["NODE_NAME"] = "node-1";
        return new AgentProcess(Process.Start(start)!);
    }

    public bool Logged(string eventName) => Output.Contains($"\"event\":\"{eventName}\"", StringComparison.Ordinal);

    public void Signal(Native.Signal signal) => Signals.Send(Pid, signal);

    public async Task<int> ExitAsync(int seconds = 30)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Signal(Native.Signal.Kill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
