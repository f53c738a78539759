using Howdah.Instances;
using Howdah.Sidecar;
using Howdah.Sidecar.Agent;
using Howdah.Sidecar.Install;
using Howdah.Sidecar.Supervision;

var paths = SidecarPaths.FromEnvironment(Environment.GetEnvironmentVariable);
switch (args)
{
    case ["install", var directory]:
        return InstallVerb.Run(directory, Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path."));
    case ["supervise"]:
        return await SuperviseVerb.RunAsync(paths, Environment.GetEnvironmentVariable(PodLayout.InstanceVariable) ?? "");
    case ["agent"]:
        return await AgentVerb.RunAsync(paths, Environment.GetEnvironmentVariable);
    default:
        await Console.Error.WriteLineAsync("usage: howdah-sidecar install DIR | supervise | agent");
        return 2;
}
