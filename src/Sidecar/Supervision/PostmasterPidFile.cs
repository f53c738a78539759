using System.Globalization;

namespace Howdah.Sidecar.Supervision;

/// <summary>postmaster.pid (src/include/utils/pidfile.h of PostgreSQL): one fact a line.</summary>
/// <param name="Status">starting, stopping, ready or standby; null while the postmaster is not yet ready for signals.</param>
internal sealed record PostmasterPidFile(int Pid, string? Status)
{
    private const int StatusLine = 7;

    public static PostmasterPidFile? Parse(string text)
    {
        var lines = text.Split('\n');
        return int.TryParse(lines[0].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid)
            ? new PostmasterPidFile(Math.Abs(pid), lines.Length > StatusLine && lines[StatusLine].Trim() is { Length: > 0 } status ? status : null)
            : null;
    }

    public static PostmasterPidFile? Read(string dataDirectory)
    {
        try
        {
            return Parse(File.ReadAllText(Path.Combine(dataDirectory, "postmaster.pid")));
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
