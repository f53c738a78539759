using System.Runtime.InteropServices;

namespace Howdah.Instances;

/// <summary>
/// Gives memory back that work which is over has left behind, starting up for one: garbage and holes in the heap, free memory of malloc, and pages
/// of executables and libraries that are mapped and not used. What is needed again comes back page by page from the page cache.
/// </summary>
public static partial class IdleMemory
{
    /// <summary>How often it is looked whether the process is quiet.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A process that allocates less than this in an interval, in bytes, is quiet.</summary>
    private const long Quiet = 4 * 1024 * 1024;

    /// <summary>Less work than this, in bytes allocated, leaves nothing behind that is worth a collection.</summary>
    private const long Work = 32 * 1024 * 1024;

    /// <summary>A full collection stops every thread for a moment: not more often than this.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private const int DontNeed = 4;

    /// <summary>Gives back once after the start and then after each stretch of work; does nothing where there is no Linux. Does not return before cancellation.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var before = GC.GetTotalAllocatedBytes();
        (long Bytes, long At)? given = null;
        IReadOnlyList<FileMapping> seen = [];
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = GC.GetTotalAllocatedBytes();
                if (now - before < Quiet && (given is not { } last || (now - last.Bytes >= Work && time.GetElapsedTime(last.At) >= Rest)))
                {
                    if (seen.Count == 0)
                    {
                        // A library that is being loaded just now looks untouched for a moment: what is unmapped was so at two looks.
                        seen = Untouched();
                    }
                    else
                    {
                        GiveBack(seen.Intersect(Untouched()));
                        (given, seen) = ((now, time.GetTimestamp()), []);
                    }
                }

                before = now;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private static void GiveBack(IEnumerable<FileMapping> untouched)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = MallocTrim(0);
        foreach (var mapping in untouched)
        {
            _ = Advise(mapping.Start, mapping.Length, DontNeed);
        }
    }

    private static List<FileMapping> Untouched()
    {
        try
        {
            return FileMapping.Untouched(File.ReadLines("/proc/self/smaps"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nuint address, nuint length, int advice);
}
