using System.Globalization;
using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Tests.Support;

internal static class Signals
{
    public static void Send(int pid, Signal signal) => Libc.Kill(pid, (int)signal);

    /// <summary>The living processes of a server, whoever their parent is.</summary>
    public static List<int> ServersIn(string dataDirectory) =>
        [.. ProcessTable.Read().Where(entry => !entry.IsDead && ProcessTable.WorkingDirectory(entry.Pid) == dataDirectory).Select(static entry => entry.Pid)];

    public static void KillFamily(int pid, string dataDirectory)
    {
        var family = ProcessTable.Descendants(ProcessTable.Read(), pid, []).Select(static entry => entry.Pid).ToList();
        Send(pid, Signal.Kill);
        family.ForEach(static child => Send(child, Signal.Kill));
        ServersIn(dataDirectory).ForEach(static child => Send(child, Signal.Kill));
    }

    public static List<ProcessEntry> ChildrenOf(int pid) => [.. ProcessTable.Read().Where(entry => entry.Parent == pid)];

    public static int PostmasterOf(string dataDirectory) =>
        int.Parse(File.ReadLines(Path.Combine(dataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
