using System.Diagnostics;

namespace Howdah.Postgres.Testing;

/// <summary>PostgreSQL refuses root: under root its programs run as nobody.</summary>
public static class ServerUser
{
    private const string Id = "65534";

    public static ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Id}", $"--regid={Id}", "--clear-groups", program, .. arguments] : [program, .. arguments];
        return new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
    }

    /// <summary>Hands files over to that user.</summary>
    public static async Task GiveAsync(string path)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", ["-R", $"{Id}:{Id}", path]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
        }
    }

    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}: {await error} {output}");
    }
}
