using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Howdah.Cli.Manifests;

/// <summary><c>howdah manifests</c>: what Kubernetes needs to know of us, generated from the code.</summary>
[RequiresUnreferencedCode("Reflects over entity and controller types.")]
internal static class ManifestsCommand
{
    public static Command Create() => new("manifests", "Generate CustomResourceDefinitions, RBAC and the API reference from the code.")
    {
        All(), Crd(), Docs(), Rbac(),
    };

    private static Command All()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "The checkout to write into.", Required = true };
        var assembly = AssemblyOption();
        var command = new Command("all", "Write every generated file of the repository.") { root, assembly };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(root), RepositoryFiles.All(Load(parsed.GetRequiredValue(assembly)))));
        return command;
    }

    private static Command Crd()
    {
        var output = OutputOption();
        var noRules = new Option<bool>("--no-cel") { Description = "Leave CEL rules out, for Kubernetes before 1.25." };
        var command = new Command("crd", "Write the CustomResourceDefinitions.") { output, noRules };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(output), CrdManifests.Plain(withRules: !parsed.GetValue(noRules))));
        return command;
    }

    private static Command Docs()
    {
        var output = OutputOption();
        var command = new Command("docs", "Write the API reference.") { output };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(output), ReferenceDocs.Pages()));
        return command;
    }

    private static Command Rbac()
    {
        var output = OutputOption();
        var assembly = AssemblyOption();
        var command = new Command("rbac", "Write the roles of the controllers, of leader election and for people.") { output, assembly };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(output), RbacManifests.Plain(Load(parsed.GetRequiredValue(assembly)))));
        return command;
    }

    private static Option<DirectoryInfo> OutputOption() =>
        new("--output", "-o") { Description = "The directory to write to.", Required = true };

    private static Option<FileInfo> AssemblyOption() => new("--assembly")
    {
        Description = "The operator's assembly, whose controllers say what they need.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "howdah-operator.dll")),
    };

    private static Assembly Load(FileInfo file) => Assembly.LoadFrom(file.FullName);

    private static void Write(DirectoryInfo directory, IEnumerable<GeneratedFile> files)
    {
        foreach (var file in files)
        {
            file.WriteTo(directory.FullName);
            Console.WriteLine(Path.Combine(directory.ToString(), file.Path));
        }
    }
}
