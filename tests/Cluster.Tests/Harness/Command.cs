using System.Diagnostics;
using System.Text;

namespace Howdah.Cluster.Tests.Harness;

/// <summary>Runs a program and hands back what it printed.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(
        string file, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? timeout = null)
    {
        var start = new ProcessStartInfo(file)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end within its time", e);
        }

        return (process.ExitCode, await output, await error);
    }

    public static async Task<string> RunAsync(
        string file, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? timeout = null)
    {
        var list = arguments.ToList();
        var (code, output, error) = await TryRunAsync(file, list, input, environment, timeout);
        return code == 0
            ? output
            : throw new InvalidOperationException(new StringBuilder($"{file} {string.Join(' ', list)}: exit code {code}\n").Append(error).Append(output).ToString());
    }
}
