using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Json;

public sealed class ModelTests
{
    public static TheoryData<Type> Kinds() =>
        [.. typeof(KubernetesObject).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(KubernetesObject)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_metadata_and_an_address(Type type)
    {
        Assert.NotNull(KubernetesJson.Default.GetTypeInfo(type));
        var kind = ResourceKind.Of(type);
        Assert.NotEmpty(kind.Kind);
        Assert.Equal(kind.Plural.ToLowerInvariant(), kind.Plural);
        Assert.Equal($"{kind.Version.ToUpperInvariant()[..2]}", type.Name[..2]);
    }

    [Fact]
    public void Reflection_is_off_for_JSON_in_this_test_run() => Assert.False(JsonSerializer.IsReflectionEnabledByDefault);

    [Fact]
    public void A_pod_survives_the_wire()
    {
        const string Json = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7","labels":{"x":"y"}},
             "spec":{"containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
               "ports":[{"name":"pg","containerPort":5432}],"resources":{"requests":{"cpu":"100m"}},
               "readinessProbe":{"httpGet":{"path":"/ready","port":"https","scheme":"HTTPS"},"periodSeconds":2},
               "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}],
              "volumes":[{"name":"v","projected":{"sources":[{"secret":{"name":"s","items":[{"key":"k","path":"p","mode":256}]}}]}}],
              "tolerations":[{"key":"t","operator":"Exists"}]},
             "status":{"phase":"Running","podIP":"10.0.0.1","hostIP":"10.0.0.2","startTime":"2024-01-02T03:04:05Z",
              "containerStatuses":[{"name":"c","ready":true,"restartCount":3,"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}}
            """;
        var info = KubernetesJson.Default.TypeInfo<V1Pod>();
        var pod = JsonSerializer.Deserialize(Json, info)!;
        Assert.Equal("10.0.0.1", pod.Status!.PodIP);
        Assert.Equal("https", pod.Spec!.Containers[0].ReadinessProbe!.HttpGet!.Port.Text);
        Assert.Equal(137, pod.Status.ContainerStatuses![0].LastState!.Terminated!.ExitCode);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json), JsonNode.Parse(JsonSerializer.Serialize(pod, info))));
    }

    [Fact]
    public void A_secret_holds_bytes()
    {
        var secret = new V1Secret { Data = new() { ["k"] = [0, 255, 16] } };
        var json = JsonSerializer.Serialize(secret, KubernetesJson.Default.TypeInfo<V1Secret>());
        Assert.Contains("\"k\":\"AP8Q\"", json, StringComparison.Ordinal);
        Assert.Equal(secret.Data["k"], JsonSerializer.Deserialize(json, KubernetesJson.Default.TypeInfo<V1Secret>())!.Data!["k"]);
    }

    [Fact]
    public void Port_names_and_numbers_keep_their_JSON_type()
    {
        var port = new V1ServicePort { Port = 5432, TargetPort = "postgres" };
        Assert.Equal("""{"port":5432,"targetPort":"postgres"}""", JsonSerializer.Serialize(port, KubernetesJson.Default.TypeInfo<V1ServicePort>()));
        port.TargetPort = 5432;
        Assert.Equal("""{"port":5432,"targetPort":5432}""", JsonSerializer.Serialize(port, KubernetesJson.Default.TypeInfo<V1ServicePort>()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_model_keeps_managed_fields(Type type) =>
        Assert.DoesNotContain(type.GetProperties(BindingFlags.Public | BindingFlags.Instance), property => property.Name == "ManagedFields");
}
