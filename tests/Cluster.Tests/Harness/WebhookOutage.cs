namespace Howdah.Cluster.Tests.Harness;

/// <summary>While it lasts the API server cannot reach the operator's webhook: what it would refuse gets stored, and the controller has to say so.</summary>
internal sealed class WebhookOutage : IAsyncDisposable
{
    /// <summary>Its schema is right; only the operator knows that the parameter must not be set.</summary>
    public const string BadCluster =
        "apiVersion: howdah.dev/v1alpha1\nkind: PostgresCluster\nmetadata: {name: bad, namespace: default}\n"
        + "spec: {instances: 1, image: x, storage: {size: 1Gi}, postgresql: {parameters: {fsync: 'off'}}}\n";

    private readonly Kubectl _kubectl;

    private WebhookOutage(Kubectl kubectl) => _kubectl = kubectl;

    public static async Task<WebhookOutage> BeginAsync(Kubectl kubectl)
    {
        await PointAsync(kubectl, 444);
        await Poll.TrueAsync("the API server does without the webhook", TimeSpan.FromSeconds(60), async () => (await kubectl.TryDryRunAsync(BadCluster)).ExitCode == 0);
        return new WebhookOutage(kubectl);
    }

    public async ValueTask DisposeAsync() => await PointAsync(_kubectl, 443);

    private static Task PointAsync(Kubectl kubectl, int port) => kubectl.RunAsync(
        "patch", "validatingwebhookconfiguration", "howdah-webhook", "--type=json",
        "-p", $$"""[{"op":"replace","path":"/webhooks/0/clientConfig/service/port","value":{{port}}}]""");
}
