using System.Globalization;

namespace Howdah.Instances;

/// <summary>A read-only mapping of a file, all of whose pages are the file's own.</summary>
/// <param name="Start">Address of its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Place">Its permissions, and which part of which file it is.</param>
public readonly record struct FileMapping(nuint Start, nuint Length, string Place)
{
    private const string Anonymous = "Anonymous:";

    /// <summary>The mappings whose pages may be dropped at any time, for nothing was ever written to them.</summary>
    /// <param name="smaps">Lines of <c>/proc/PID/smaps</c>, see proc_pid_smaps(5).</param>
    public static List<FileMapping> Untouched(IEnumerable<string> smaps)
    {
        List<FileMapping> untouched = [];
        FileMapping? current = null;
        foreach (var line in smaps)
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end > 0 && line[end - 1] != ':')
            {
                current = Read(line.AsSpan(0, end), line[(end + 1)..]);
            }
            else if (current is { } mapping && line.StartsWith(Anonymous, StringComparison.Ordinal))
            {
                if (line.AsSpan(Anonymous.Length).Trim() is "0 kB")
                {
                    untouched.Add(mapping);
                }

                current = null;
            }
        }

        return untouched;
    }

    /// <param name="range">Two addresses in hexadecimal, with a dash between.</param>
    /// <param name="place">Permissions, offset, device, inode and path.</param>
    private static FileMapping? Read(ReadOnlySpan<char> range, string place)
    {
        var isFile = place.Contains(" /", StringComparison.Ordinal) && !place.Contains(" /memfd:", StringComparison.Ordinal);
        var dash = range.IndexOf('-');
        if (!isFile || dash < 0 || place is not ['r', '-', ..])
        {
            return null;
        }

        var start = Address(range[..dash]);
        return new FileMapping(start, Address(range[(dash + 1)..]) - start, place);
    }

    private static nuint Address(ReadOnlySpan<char> hexadecimal) => nuint.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
