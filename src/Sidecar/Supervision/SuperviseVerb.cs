using System.Runtime.InteropServices;
using Howdah.Instances;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Logging;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Operations;
using Howdah.Sidecar.Time;

namespace Howdah.Sidecar.Supervision;

/// <summary><c>supervise</c>: PID 1 of the container that holds PostgreSQL.</summary>
internal static class SuperviseVerb
{
    public static async Task<int> RunAsync(SidecarPaths paths, string instance)
    {
        using var output = new LineOutput(Console.OpenStandardOutput());
        var log = new JsonLineLogger(output, TimeProvider.System, instance, LogLevel.Information);
        var clock = BootClock.Instance;
        var binaries = PostgresBinaries.OfThisMachine.Find();
        var environment = ChildEnvironment.Of(Environment.GetEnvironmentVariables(), paths.Run);
        Directory.CreateDirectory(paths.Volume);
        Directory.CreateDirectory(paths.PostgresSocketDirectory);
        log.SupervisorStarted(Environment.ProcessId, binaries, paths.DataDirectory);

        var children = new ChildProcesses();
        children.Start();
        var tools = new Tools(children, binaries, environment);
        var directory = new DataDirectory(paths);
        var files = new ConfigurationFiles(directory, Environment.UserName);
        var processes = new ServerProcesses(paths.DataDirectory, children);
        var postmaster = new Postmaster(children, processes, directory, binaries, environment, output, clock, log);
        using var wake = new Wake();
        var permit = new PermitGuard(clock, () =>
        {
            log.PermitEnded();
            var start = clock.GetTimestamp();
            postmaster.StopNow();
            log.PermitStopDone(clock.GetElapsedTime(start).TotalSeconds);
            wake.Set();
        });
        var majorVersion = await ServerVersion.MajorAsync(tools);
        var operations = new OperationRunner(new Initdb(tools, directory), new BaseBackup(tools, directory), new Rewind(tools, directory), majorVersion, clock, log);
        var control = new ControlDataReader(tools, directory, clock);
        var executor = new StepExecutor(directory, files, postmaster, processes, permit, operations, control, wake, clock, log);
        var reader = new StateReader(directory, files, postmaster, processes, permit, operations, control, executor, majorVersion);
        var board = new AnswerBoard(Guid.NewGuid().ToString("N"));
        var supervisor = new Supervisor(
            FileLock.Open(paths.LockFile), directory, postmaster, permit, operations, control, executor, reader, board, wake, clock, log);

        using var ending = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Terminate);
        var serving = new SupervisorServer(supervisor, permit, board, log).RunAsync(paths.SupervisorSocket, ending.Token);
        var running = supervisor.RunAsync();
        _ = IdleMemory.RunAsync(TimeProvider.System, ending.Token);
        await await Task.WhenAny(serving, running);
        await ending.CancelAsync();
        return 0;

        void Terminate(PosixSignalContext context)
        {
            context.Cancel = true;
            supervisor.Terminate();
        }
    }
}
