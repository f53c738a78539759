namespace Howdah.Cluster.Tests.Harness;

/// <summary>eng/fault: what breaks, from outside the cluster.</summary>
internal static class Fault
{
    public static Task RunAsync(string verb, string ns, string pod, params string[] more) =>
        Command.RunAsync(Path.Combine(Repository.Root, "eng", "fault"), [verb, ns, pod, .. more]);
}
