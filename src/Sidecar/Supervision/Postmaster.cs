using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Logging;
using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Supervision;

/// <summary>The server: started, watched and stopped. Called by the supervisor's loop; <see cref="StopNow"/> also by the permit's guard.</summary>
internal sealed class Postmaster
{
    /// <summary>Between SIGQUIT and SIGKILL.</summary>
    public static readonly TimeSpan QuitGrace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly ChildProcesses _children;
    private readonly ServerProcesses _processes;
    private readonly DataDirectory _directory;
    private readonly string _binaries;
    private readonly IReadOnlyList<string> _environment;
    private readonly LineOutput _output;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly LineTail _tail = new(20);
    private readonly Lock _lock = new();

    private ChildProcess? _child;
    private StopMode _stop;
    private long _stopSince;
    private TimeSpan _stopTimeout;
    private bool _wasReady;
    private long _walMissing;

    public Postmaster(
        ChildProcesses children, ServerProcesses processes, DataDirectory directory, string binaries, IReadOnlyList<string> environment, LineOutput output, TimeProvider clock, ILogger log)
    {
        _children = children;
        _processes = processes;
        _directory = directory;
        _binaries = binaries;
        _environment = environment;
        _output = output;
        _clock = clock;
        _log = log;
    }

    public ServerRole Role { get; private set; }

    /// <summary>Told to leave recovery.</summary>
    public bool Promoting => Role == ServerRole.Primary && _directory.HasStandbySignal && IsUp;

    public long Starts { get; private set; }

    public long Crashes { get; private set; }

    /// <summary>Starts that ended before the server was ready, since the last one that did not.</summary>
    public int FailedStarts { get; private set; }

    /// <summary>How often the server has said that its primary no longer has the WAL it needs.</summary>
    public long WalMissing => Interlocked.Read(ref _walMissing);

    public string? Error { get; private set; }

    public int Pid => _child?.Pid ?? 0;

    public StopMode Stop => _stop;

    public bool IsUp => _child is not null;

    /// <summary>Completes when the postmaster has ended.</summary>
    public Task Ended => _child?.Exit ?? Task.CompletedTask;

    public ServerState State
    {
        get
        {
            if (!IsUp)
            {
                return ServerState.Stopped;
            }

            return _stop != StopMode.None || _child!.HasExited ? ServerState.Stopping
                : Status() is "ready" or "standby" ? ServerState.Running
                : ServerState.Starting;
        }
    }

    /// <summary>Before this a signal would kill it: it has no handlers yet.</summary>
    public bool TakesSignals => IsUp && Status() is not null;

    /// <exception cref="IOException">The program could not be started.</exception>
    public void Start(ServerRole role)
    {
        _directory.RemovePidFile();
        _directory.RemoveRecoverySignal();
        _tail.Clear();
        lock (_lock)
        {
            _child = _children.Spawn(Path.Combine(_binaries, "postgres"), ["-D", _directory.Paths.DataDirectory], _environment, isTool: false, Forward);
            _stop = StopMode.None;
            _wasReady = false;
            Role = role;
            Starts++;
        }

        _log.ServerStarted(_child.Pid, role);
    }

    public void Promote()
    {
        AtomicFile.Write(Path.Combine(_directory.Paths.DataDirectory, "promote"), "");
        Role = ServerRole.Primary;
        _child?.Send(Signal.User1);
        _log.PromotionOrdered();
    }

    public void Reload() => _child?.Send(Signal.Hangup);

    /// <summary>It has left recovery although nobody told it to; <see cref="Role"/> says the truth from now on.</summary>
    public void HasBecomePrimary() => Role = ServerRole.Primary;

    public void StopFast(TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_child is { } child && _stop == StopMode.None && TakesSignals)
            {
                Begin(StopMode.Fast, timeout);
                child.Send(Signal.Interrupt);
            }
        }
    }

    public void StopImmediate()
    {
        lock (_lock)
        {
            if (_child is { } child && _stop != StopMode.Immediate)
            {
                Begin(StopMode.Immediate, QuitGrace);
                child.Send(Signal.Quit);
            }
        }
    }

    /// <summary>Stops immediate and waits until no process is left.</summary>
    public void StopNow()
    {
        StopImmediate();
        if (!_processes.WaitForNone(QuitGrace) && !_processes.KillAll(KillLimit, everybody: true))
        {
            _log.ProcessesSurvived();
        }
    }

    /// <summary>Goes on with a stop, and notices that the server is ready or gone. True when something has changed.</summary>
    public bool Observe()
    {
        if (_child is not { } child)
        {
            return false;
        }

        if (child.HasExited)
        {
            return Bury(child);
        }

        var overdue = _stop != StopMode.None && _clock.GetElapsedTime(_stopSince) >= _stopTimeout;
        if (overdue && _stop == StopMode.Fast)
        {
            _log.FastStopTimedOut(_stopTimeout.TotalSeconds);
            StopImmediate();
            return true;
        }

        if (overdue)
        {
            _processes.KillAll(KillLimit, everybody: true);
            return true;
        }

        if (!_wasReady && State == ServerState.Running)
        {
            _wasReady = true;
            FailedStarts = 0;
            Error = null;
            _log.ServerReady(child.Pid);
            return true;
        }

        return false;
    }

    private bool Bury(ChildProcess child)
    {
        // The postmaster's children may outlive it, and would go on committing.
        if (!_processes.KillAll(KillLimit, everybody: false))
        {
            _log.ProcessesSurvived();
            return false;
        }

        lock (_lock)
        {
            var status = child.Exit.Result;
            if (_stop == StopMode.None)
            {
                Crashes++;
                FailedStarts = _wasReady ? 0 : FailedStarts + 1;
                Error = _tail.ToString() is { Length: > 0 } lines ? lines : status.ToString();
                _log.ServerCrashed(child.Pid, status.ToString());
            }
            else
            {
                _log.ServerStopped(child.Pid, _stop, _clock.GetElapsedTime(_stopSince).TotalSeconds);
            }

            _child = null;
            _stop = StopMode.None;
            Role = ServerRole.None;
        }

        return true;
    }

    private void Begin(StopMode mode, TimeSpan timeout)
    {
        _stop = mode;
        _stopSince = _clock.GetTimestamp();
        _stopTimeout = timeout;
        _log.ServerStopping(mode);
    }

    private void Forward(ReadOnlySpan<byte> line)
    {
        _tail.Add(line);
        if (ServerLog.SaysWalIsMissing(line))
        {
            Interlocked.Increment(ref _walMissing);
        }

        _output.Write(line);
    }

    private string? Status() =>
        PostmasterPidFile.Read(_directory.Paths.DataDirectory) is { } file && file.Pid == _child?.Pid ? file.Status : null;
}
