using System.Text.Json.Nodes;

namespace Howdah.Architecture.Tests.Support;

/// <summary>helm, as <c>HOWDAH_HELM</c> names it, else by eng/helm.</summary>
internal static class Helm
{
    private static readonly Lazy<(string? Program, string Reason)> Found = new(Find);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? Missing => Found.Value.Program is null ? Found.Value.Reason : null;

    public static Command Run(params IEnumerable<string> arguments) => Command.Run(Found.Value.Program!, arguments);

    /// <summary>The objects that the chart renders to.</summary>
    public static IReadOnlyList<JsonNode> Template(string kubernetes, params IEnumerable<string> arguments)
    {
        var command = Run(
            [
                "template", "howdah", Path.Combine(Repository.Root, "charts/howdah"), "--namespace", "howdah-system", "--kube-version", kubernetes, .. arguments,
            ]);
        Assert.True(command.ExitCode == 0, command.Error);
        return Yaml.Read(command.Output);
    }

    private static (string?, string) Find()
    {
        var program = Environment.GetEnvironmentVariable("HOWDAH_HELM") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "eng/helm");
        try
        {
            var version = Command.Run(program, ["version", "--short"]);
            return version.ExitCode == 0 ? (program, "") : (null, $"{program} does not work: {version.Error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (null, $"{program} cannot be run: {error.Message}");
        }
    }
}
