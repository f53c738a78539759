using System.Diagnostics;

namespace Howdah.Architecture.Tests.Support;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "out", ".git", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = Find();

    /// <summary>What git tracks or would track; without git, everything that is no build output. Relative, forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static IEnumerable<string> SourceFiles(string below) =>
        Files.Where(f => f.StartsWith(below, StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Operator.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository: Operator.sln was not found above them.");
    }

    private static List<string> List()
    {
        var tracked = Path.Exists(Path.Combine(Root, ".git")) ? Tracked() : null;
        return [.. (tracked ?? Below(Root)).Where(f => File.Exists(Path.Combine(Root, f))).Order(StringComparer.Ordinal)];
    }

    private static string[]? Tracked()
    {
        try
        {
            var git = Command.Run("git", ["-C", Root, "ls-files", "--cached", "--others", "--exclude-standard"]);
            return git.ExitCode == 0 ? git.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Below(string directory)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(e => !Skipped.Contains(e.Name)))
        {
            if (entry is DirectoryInfo)
            {
                foreach (var file in Below(entry.FullName))
                {
                    yield return file;
                }
            }
            else
            {
                yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
            }
        }
    }
}

/// <summary>What a program printed and how it ended.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    public static Command Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Command(process.ExitCode, output, error.Result);
    }
}
