using System.Runtime.InteropServices;

namespace Howdah.Sidecar.Native;

/// <summary>
/// Starts children and waits for every child of this process, known or adopted: as PID 1 (or as a child subreaper where we are not) the orphans of
/// PostgreSQL are ours to bury. One thread, blocked in waitid. <see cref="System.Diagnostics.Process"/> must not be used beside it.
/// </summary>
internal sealed class ChildProcesses
{
    private static readonly TimeSpan LookForAdopted = TimeSpan.FromMilliseconds(200);

    // siginfo_t on 64 bit: signal, errno, code, padding, pid.
    private const int ProcessIdInSignalInfo = 16;

    private readonly Lock _pids = new();
    private readonly Dictionary<int, ChildProcess> _children = [];
    private readonly object _spawned = new();

    /// <summary>Becomes the subreaper of all descendants and starts to wait.</summary>
    public void Start()
    {
        _ = Libc.Prctl(Libc.SetChildSubreaper, 1, 0, 0, 0);
        new Thread(Reap) { IsBackground = true, Name = "reaper" }.Start();
    }

    /// <summary>The pids of children that are tools, not servers.</summary>
    public IReadOnlyCollection<int> Tools
    {
        get
        {
            lock (_pids)
            {
                return [.. _children.Values.Where(static child => child.IsTool).Select(static child => child.Pid)];
            }
        }
    }

    /// <param name="isTool">A program that ends by itself, as against a server.</param>
    /// <param name="output">Gets each line of standard output and error, on a thread of its own.</param>
    /// <exception cref="IOException">The program could not be started.</exception>
    public ChildProcess Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, bool isTool, LineHandler output)
    {
        var pipe = new OutputPipe(output);
        ChildProcess child;
        try
        {
            lock (_pids)
            {
                child = new ChildProcess(Spawner.Spawn(program, arguments, environment, pipe.WriteDescriptor), isTool, pipe.End, _pids);
                _children[child.Pid] = child;
            }
        }
        catch (IOException)
        {
            pipe.Discard();
            throw;
        }
        finally
        {
            pipe.CloseWriteEnd();
        }

        lock (_spawned)
        {
            Monitor.Pulse(_spawned);
        }

        pipe.Pump(child.Pid);
        return child;
    }

    private unsafe void Reap()
    {
        var info = stackalloc byte[128];
        while (true)
        {
            // Look first and bury under the lock: until then the pid cannot become somebody else's.
            if (Libc.WaitId(Libc.WaitAll, 0, info, Libc.WaitExited | Libc.WaitNoReap) == 0)
            {
                Bury(*(int*)(info + ProcessIdInSignalInfo));
            }
            else if (Marshal.GetLastPInvokeError() == Libc.NoChild)
            {
                lock (_spawned)
                {
                    Monitor.Wait(_spawned, LookForAdopted);
                }
            }
        }
    }

    private unsafe void Bury(int pid)
    {
        lock (_pids)
        {
            int status;
            if (Libc.WaitPid(pid, &status, Libc.WaitNoHang) == pid && _children.Remove(pid, out var child))
            {
                child.Ended(new ExitStatus(status));
            }
        }
    }
}
