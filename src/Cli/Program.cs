using System.CommandLine;
using Howdah.Cli;
using Howdah.Cli.Manifests;
using Howdah.Cli.Queue;

var surroundings = new Surroundings(Environment.GetEnvironmentVariable, Console.OpenStandardInput, TimeProvider.System);
var root = new RootCommand("Howdah: PostgreSQL on Kubernetes.") { QueueCommand.Create(surroundings) };
if (ManifestsFeature.IsSupported)
{
    root.Subcommands.Add(ManifestsCommand.Create());
}

return await CommandRun.InvokeAsync(root, args, new InvocationConfiguration());
