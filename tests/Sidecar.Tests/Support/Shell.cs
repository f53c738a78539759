using System.Diagnostics;

namespace Howdah.Sidecar.Tests.Support;

internal static class Shell
{
    /// <summary>PostgreSQL refuses root: what runs it runs as nobody then.</summary>
    public static bool IsRoot { get; } = Environment.UserName == "root";

    public static ProcessStartInfo AsServerUser(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        string[] command = IsRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, .. arguments] : [program, .. arguments];
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}: {await error} {output}");
    }

    /// <summary>Hands files over to the user PostgreSQL runs as.</summary>
    public static void GiveToServerUser(string path)
    {
        if (IsRoot)
        {
            using var process = Process.Start("chown", ["-R", "65534:65534", path]);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
