namespace Howdah.Architecture.Tests.Support;

/// <summary>promtool, as <c>HOWDAH_PROMTOOL</c> names it, else by eng/promtool.</summary>
internal static class Promtool
{
    private static readonly Lazy<(string? Program, string Reason)> Found = new(Find);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? Missing => Found.Value.Program is null ? Found.Value.Reason : null;

    public static Command Run(params IEnumerable<string> arguments) => Command.Run(Found.Value.Program!, arguments);

    private static (string?, string) Find()
    {
        var program = Environment.GetEnvironmentVariable("HOWDAH_PROMTOOL") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "eng/promtool");
        try
        {
            var version = Command.Run(program, ["--version"]);
            return version.ExitCode == 0 ? (program, "") : (null, $"{program} does not work: {version.Error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (null, $"{program} cannot be run: {error.Message}");
        }
    }
}
