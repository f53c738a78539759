using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Howdah.Cli.Manifests;

namespace Howdah.Cli;

internal static class Program
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "This program is not published trimmed.")]
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Howdah: PostgreSQL on Kubernetes.") { ManifestsCommand.Create() };
        return root.Parse(args).InvokeAsync();
    }
}
