using System.Globalization;

namespace Howdah.SidecarBench;

/// <summary>What a process holds, in kB, as the kernel says it (<c>/proc/PID/status</c>, <c>/proc/PID/smaps_rollup</c>).</summary>
/// <param name="Resident">All of it; the next three are its parts.</param>
/// <param name="Anonymous">Heaps and stacks.</param>
/// <param name="File">Pages of files, which processes that map the same file share.</param>
/// <param name="Shared">Shared memory, which for .NET is the double mapping of compiled code.</param>
/// <param name="Proportional">Each page divided by the number of processes that map it.</param>
internal sealed record Memory(long Resident, long Anonymous, long File, long Shared, long Proportional)
{
    public static Memory operator +(Memory left, Memory right) => new(
        left.Resident + right.Resident,
        left.Anonymous + right.Anonymous,
        left.File + right.File,
        left.Shared + right.Shared,
        left.Proportional + right.Proportional);

    public static Memory Of(int pid)
    {
        var status = Read($"/proc/{pid}/status");
        return new Memory(status["VmRSS"], status["RssAnon"], status["RssFile"], status["RssShmem"], Read($"/proc/{pid}/smaps_rollup")["Pss"]);
    }

    public string Row(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {Megabytes(Resident)} | {Megabytes(Anonymous)} | {Megabytes(File)} | {Megabytes(Shared)} | {Megabytes(Proportional)} |");

    private static string Megabytes(long kilobytes) => (kilobytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static Dictionary<string, long> Read(string path) => System.IO.File.ReadLines(path)
        .Select(static line => line.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Where(static words => words is [_, _, "kB"])
        .ToDictionary(static words => words[0], static words => long.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
