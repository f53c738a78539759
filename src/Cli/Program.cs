using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Howdah.Cli;
using Howdah.Cli.Manifests;
using Howdah.Cli.Queue;

var surroundings = new Surroundings(Environment.GetEnvironmentVariable, Console.OpenStandardInput, TimeProvider.System);
var root = new RootCommand("Howdah: PostgreSQL on Kubernetes.") { QueueCommand.Create(surroundings) };
if (ManifestsFeature.IsSupported)
{
    AddManifests(root);
}

return await CommandRun.InvokeAsync(root, args, new InvocationConfiguration());

[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed program is published without the feature.")]
static void AddManifests(RootCommand root) => root.Subcommands.Add(ManifestsCommand.Create());
