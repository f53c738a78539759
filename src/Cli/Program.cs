using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Howdah.Cli;
using Howdah.Cli.Manifests;
using Howdah.Cli.Queue;

return await RunAsync(args);

[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "This program is not published trimmed.")]
static Task<int> RunAsync(string[] args)
{
    var surroundings = new Surroundings(Environment.GetEnvironmentVariable, Console.OpenStandardInput, TimeProvider.System);
    var root = new RootCommand("Howdah: PostgreSQL on Kubernetes.") { ManifestsCommand.Create(), QueueCommand.Create(surroundings) };
    return CommandRun.InvokeAsync(root, args, new InvocationConfiguration());
}
