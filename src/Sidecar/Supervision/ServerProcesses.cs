using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Supervision;

/// <summary>
/// Every process of PostgreSQL in reach: what descends from us, except our own tools, and any process named postgres that works in the data
/// directory (somebody may have started one by hand). In a container, where we are PID 1, any process named postgres at all.
/// </summary>
internal sealed class ServerProcesses(string dataDirectory, ChildProcesses children)
{
    private static readonly int Self = Environment.ProcessId;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static bool IsInit => Self == 1;

    public bool AnyAlive => Alive().Count > 0;

    /// <summary>
    /// Kills them and returns when none is left or after the time given: a process in an uninterruptible wait cannot be ended, but it will never answer
    /// anybody again.
    /// </summary>
    /// <param name="everybody">In a container, kill every process but ourselves.</param>
    /// <returns>True when none is left.</returns>
    public bool KillAll(TimeSpan atMost, bool everybody) => Until(
        atMost,
        alive =>
        {
            if (everybody && IsInit)
            {
                _ = Libc.Kill(-1, (int)Signal.Kill);
            }

            foreach (var process in alive)
            {
                _ = Libc.Kill(process.Pid, (int)Signal.Kill);
            }
        });

    /// <returns>True when none is left.</returns>
    public bool WaitForNone(TimeSpan atMost) => Until(atMost, static _ => { });

    private bool Until(TimeSpan atMost, Action<List<ProcessEntry>> act)
    {
        using var never = new ManualResetEventSlim(initialState: false);
        var start = TimeProvider.System.GetTimestamp();
        while (Alive() is { Count: > 0 } alive)
        {
            if (TimeProvider.System.GetElapsedTime(start) >= atMost)
            {
                return false;
            }

            act(alive);
            never.Wait(Pause);
        }

        return true;
    }

    private List<ProcessEntry> Alive()
    {
        var all = ProcessTable.Read();
        var found = ProcessTable.Descendants(all, Self, children.Tools);
        var known = found.Select(static process => process.Pid).ToHashSet();
        found.AddRange(all.Where(process => !process.IsDead && !known.Contains(process.Pid) && IsStray(process)));
        return found;
    }

    private bool IsStray(ProcessEntry process) =>
        process.Command is "postgres" && !children.Tools.Contains(process.Pid)
            && (IsInit || ProcessTable.WorkingDirectory(process.Pid) == dataDirectory);
}
