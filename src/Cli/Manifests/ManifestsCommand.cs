using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Howdah.Cli.Manifests;

/// <summary><c>howdah manifests</c>: what Kubernetes needs to know of us, generated from the code.</summary>
internal static class ManifestsCommand
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The command line tool is not published trimmed.")]
    public static Command Create() => new("manifests", "Generate CustomResourceDefinitions, RBAC and the API reference from the code.")
    {
        Crd(),
    };

    [RequiresUnreferencedCode("Reflects over entity types.")]
    private static Command Crd()
    {
        var output = OutputOption();
        var noRules = new Option<bool>("--no-cel") { Description = "Leave CEL rules out, for Kubernetes before 1.25." };
        var chart = new Option<bool>("--chart") { Description = "Write Helm templates." };
        var command = new Command("crd", "Write the CustomResourceDefinitions.") { output, noRules, chart };
        command.SetAction(parsed => Write(
            parsed.GetRequiredValue(output),
            parsed.GetValue(chart) ? CrdManifests.ForChart() : CrdManifests.Plain(withRules: !parsed.GetValue(noRules))));
        return command;
    }

    private static Option<DirectoryInfo> OutputOption() =>
        new("--output", "-o") { Description = "The directory to write to.", Required = true };

    private static void Write(DirectoryInfo directory, IEnumerable<GeneratedFile> files)
    {
        foreach (var file in files)
        {
            file.WriteTo(directory.FullName);
            Console.WriteLine(Path.Combine(directory.ToString(), file.Path));
        }
    }
}
