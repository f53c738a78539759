namespace Howdah.Kubernetes.Configuration;

/// <summary>The parts of the machine that configuration is read from.</summary>
/// <param name="Variable">Environment variables.</param>
/// <param name="Home">Holds <c>.kube/config</c>.</param>
/// <param name="ServiceAccount">Holds <c>token</c>, <c>ca.crt</c> and <c>namespace</c> in a pod.</param>
internal sealed record ConfigEnvironment(Func<string, string?> Variable, string Home, string ServiceAccount)
{
    public static ConfigEnvironment Actual { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        "/var/run/secrets/kubernetes.io/serviceaccount");
}
