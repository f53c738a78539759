using System.Globalization;

namespace Howdah.Sidecar.Native;

/// <summary>A line of /proc/PID/stat, as far as it matters here (proc_pid_stat(5)).</summary>
/// <param name="State">Z and X are dead.</param>
internal readonly record struct ProcessEntry(int Pid, string Command, char State, int Parent)
{
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>The command stands in parentheses and may hold any byte, closing parentheses too: the last one counts.</summary>
    public static ProcessEntry? Parse(string stat)
    {
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        if (open < 2 || close < open)
        {
            return null;
        }

        var rest = stat.AsSpan(close + 2);
        Span<Range> fields = stackalloc Range[3];
        return rest.Split(fields, ' ') == 3
            && int.TryParse(stat.AsSpan(0, open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(rest[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
                ? new ProcessEntry(pid, stat[(open + 1)..close], rest[fields[0]][0], parent)
                : null;
    }
}
