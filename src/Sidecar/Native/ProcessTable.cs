using System.Globalization;

namespace Howdah.Sidecar.Native;

/// <summary>The processes of this PID namespace, read from /proc.</summary>
internal static class ProcessTable
{
    public static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(directory.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) && TryRead(directory) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>All living descendants of a process, itself not among them, nor the families of <paramref name="except"/>.</summary>
    public static List<ProcessEntry> Descendants(IReadOnlyCollection<ProcessEntry> all, int ancestor, IReadOnlyCollection<int> except)
    {
        var children = all.ToLookup(static entry => entry.Parent);
        var found = new List<ProcessEntry>();
        var open = new Queue<int>([ancestor]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent].Where(child => !except.Contains(child.Pid)))
            {
                open.Enqueue(child.Pid);
                if (!child.IsDead)
                {
                    found.Add(child);
                }
            }
        }

        return found;
    }

    /// <summary>The working directory; null when the process is gone or another user's.</summary>
    public static string? WorkingDirectory(int pid)
    {
        try
        {
            return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cwd")).LinkTarget;
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

    private static ProcessEntry? TryRead(string directory)
    {
        try
        {
            return ProcessEntry.Parse(File.ReadAllText(directory + "/stat"));
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
