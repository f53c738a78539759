namespace Howdah.Sidecar.Native;

/// <summary>A child of ours. Signals reach it and nobody else: its pid is not given back to the kernel while one is being sent.</summary>
internal sealed class ChildProcess
{
    private readonly Lock _pids;
    private readonly TaskCompletionSource<ExitStatus> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildProcess(int pid, bool isTool, Task outputEnd, Lock pids)
    {
        Pid = pid;
        IsTool = isTool;
        OutputEnd = outputEnd;
        _pids = pids;
    }

    public int Pid { get; }

    public bool IsTool { get; }

    /// <summary>Everything that shared its output has closed it, and all lines have been handed on.</summary>
    public Task OutputEnd { get; }

    public bool HasExited => _exit.Task.IsCompleted;

    public Task<ExitStatus> Exit => _exit.Task;

    /// <summary>False when it has already ended.</summary>
    public bool Send(Signal signal)
    {
        lock (_pids)
        {
            return !HasExited && Libc.Kill(Pid, (int)signal) == 0;
        }
    }

    /// <summary>To the child and everything it started that has not left its process group.</summary>
    public void SendToGroup(Signal signal)
    {
        lock (_pids)
        {
            if (!HasExited)
            {
                _ = Libc.Kill(-Pid, (int)signal);
            }
        }
    }

    internal void Ended(ExitStatus status) => _exit.TrySetResult(status);
}
