namespace Howdah.Queueing.Tests.Server;

/// <summary>The processes of a server, found by its data directory, in which each of them works.</summary>
internal sealed class ServerProcesses(string data)
{
    private string LockFile => Path.Combine(data, "postmaster.pid");

    public int Postmaster => int.Parse(File.ReadLines(LockFile).First());

    /// <summary>Those that still run, the postmaster included. One that has ended and that nobody has waited for works nowhere.</summary>
    public bool Any() => Directory.EnumerateDirectories("/proc").Any(directory => int.TryParse(Path.GetFileName(directory), out _) && WorkingDirectory(directory) == data);

    /// <summary>True when the process is not there, or has ended and waits for its parent to notice.</summary>
    public static bool HasEnded(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Removes the lock files of a postmaster that has ended without doing so. Its number may look as if it were running until somebody has waited for it.</summary>
    public void RemoveLocks(int postmaster, string socketLock)
    {
        Assert.True(HasEnded(postmaster), $"the postmaster {postmaster} is running");
        Assert.False(Any(), $"processes of {data} are running");
        File.Delete(LockFile);
        File.Delete(socketLock);
    }

    private static string? WorkingDirectory(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
