using System.Text;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.Tests.Golden;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.Tests.WorkQueues;

public sealed class GatewaySpecTests
{
    private static readonly GatewayFacts Facts = new(2, 2, "http://jobs-gateway.shop.svc", null, null);

    [Fact]
    public void A_plain_gateway_is_this_deployment() =>
        GoldenFile.CheckJson(GatewayDeploymentSpec.Build(Queue(), Connection("prefer"), TestClusters.Options).Spec!, "gateway-plain");

    [Fact]
    public void A_gateway_with_everything_is_this_deployment() => GoldenFile.CheckJson(
        GatewayDeploymentSpec.Build(
            Queue(gateway =>
            {
                (gateway.Replicas, gateway.Connections) = (3, 40);
                gateway.TokenSecretRef = new QueueTokensReference { Name = "my-tokens", Key = "file" };
                gateway.TlsSecretRef = new SecretReference { Name = "my-tls" };
                gateway.Resources = new ResourceRequirements { Requests = new() { ["cpu"] = "1" }, Limits = new() { ["memory"] = "1Gi" } };
                gateway.ImagePullSecrets = [new ImagePullSecret { Name = "registry" }];
            }),
            Connection("verify-full", "PEM"), TestClusters.Options).Spec!,
        "gateway-full");

    [Fact]
    public void The_worker_deployment_does_not_select_the_gateway_s_pods()
    {
        var labels = GatewayDeploymentSpec.Build(Queue(), Connection("prefer"), TestClusters.Options).Spec!["template"]!["metadata"]!["labels"]!.AsObject();

        Assert.False(labels.ContainsKey(QueueNames.QueueLabel));
        Assert.Equal("jobs", (string?)labels[QueueNames.GatewayLabel]);
    }

    [Fact]
    public void A_server_is_verified_only_where_its_authorities_are_known_and_verifying_is_asked_for()
    {
        Assert.DoesNotContain("PGSSLROOTCERT", GatewayDeploymentSpec.Build(Queue(), Connection("verify-full"), TestClusters.Options).Spec!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PGSSLROOTCERT", GatewayDeploymentSpec.Build(Queue(), Connection("require", "PEM"), TestClusters.Options).Spec!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_stay_and_one_that_is_gone_or_cannot_be_used_is_made_anew()
    {
        var first = GatewayTokensSpec.Build(Queue(), null);
        var second = GatewayTokensSpec.Build(Queue(), first);
        first.Data!["worker"] = Encoding.UTF8.GetBytes("short");
        var third = GatewayTokensSpec.Build(Queue(), first);

        Assert.Equal(Text(first, "producer"), Text(second, "producer"));
        Assert.Equal($"producer jobs {Text(second, "producer")}\nworker jobs {Text(second, "worker")}\n", Text(second, "tokens"));
        Assert.Equal(Text(second, "producer"), Text(third, "producer"));
        Assert.NotEqual("short", Text(third, "worker"));
        Assert.NotEqual(Text(second, "worker"), Text(third, "worker"));
    }

    [Theory]
    [InlineData(2, 2, false, "True", "Ready", "2 of 2 gateways serve http://jobs-gateway.shop.svc")]
    [InlineData(1, 2, false, "True", "SomeNotReady", "gateway: CrashLoopBackOff")]
    [InlineData(2, 2, true, "True", "SomeNotReady", "no Secret x")]
    [InlineData(0, 2, false, "False", "NoneReady", "gateway: CrashLoopBackOff")]
    [InlineData(0, 2, true, "False", "TokensNotFound", "no Secret x")]
    [InlineData(0, 0, false, "False", "NotMade", "no gateway yet")]
    public void The_condition_says_whether_clients_are_served_and_why_not(int ready, int desired, bool isMissing, string status, string reason, string message)
    {
        var condition = GatewayPolicy.Judge(Facts with
        {
            Ready = ready,
            Desired = desired,
            Missing = isMissing ? new Trouble("TokensNotFound", "There is no Secret x") : null,
            PodTrouble = "gateway: CrashLoopBackOff: ended with code 2",
        });

        Assert.Equal((status, reason), (condition.Status.ToString(), condition.Reason));
        Assert.Contains(message, condition.Message, StringComparison.Ordinal);
    }

    private static string Text(V1Secret secret, string key) => Encoding.UTF8.GetString(secret.Data![key]);

    private static V1Secret Connection(string mode, string? authorities = null)
    {
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = "jobs-gateway", Annotations = new() { [ObjectApplier.AppliedAnnotation] = "0123456789abcdef" } },
            Data = new() { [QueueSecretSpec.SslMode] = Encoding.UTF8.GetBytes(mode) },
        };
        if (authorities is not null)
        {
            secret.Data[QueueSecretSpec.Authorities] = Encoding.UTF8.GetBytes(authorities);
        }

        return secret;
    }

    private static V1WorkQueue Queue(Action<QueueGatewaySpec>? change = null)
    {
        var queue = QueueWorld.Queue("jobs", spec => spec.Gateway = new QueueGatewaySpec());
        queue.Metadata.Uid = "queue-uid";
        change?.Invoke(queue.Spec.Gateway!);
        return queue;
    }
}
