using System.CommandLine;

namespace Howdah.Cli;

/// <summary>Parses and invokes, with exit code 2 for arguments that are wrong.</summary>
internal static class CommandRun
{
    public static async Task<int> InvokeAsync(RootCommand root, string[] args, InvocationConfiguration configuration)
    {
        configuration.EnableDefaultExceptionHandler = false;
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
