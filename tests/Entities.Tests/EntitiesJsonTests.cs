using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Json;

namespace Howdah.Entities.Tests;

public sealed class EntitiesJsonTests
{
    private static readonly JsonSerializerOptions Options = KubernetesJson.Create(EntitiesJsonContext.Default);

    [Fact]
    public void Nothing_that_is_unset_is_written()
    {
        var cluster = new V1PostgresCluster { Metadata = { Name = "db" }, Spec = { Image = "postgres:17", Storage = { Size = "2Gi" } } };

        var json = JsonSerializer.SerializeToNode(cluster, Options.TypeInfo<V1PostgresCluster>())!;

        Assert.Equal("""{"name":"db"}""", json["metadata"]!.ToJsonString());
        Assert.Equal("{}", json["status"]!.ToJsonString());
        Assert.Equal(
            ["instances", "image", "postgresUid", "postgresGid", "storage", "stopTimeoutSeconds"],
            json["spec"]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void A_bare_number_is_a_quantity()
    {
        var spec = Read("""{"spec":{"resources":{"requests":{"cpu":2,"memory":"1Gi"},"limits":{"cpu":1.5}}}}""").Spec;

        Assert.Equal("2", spec.Resources!.Requests!["cpu"]);
        Assert.Equal("1Gi", spec.Resources.Requests["memory"]);
        Assert.Equal("1.5", spec.Resources.Limits!["cpu"]);
    }

    [Theory]
    [InlineData("""{"cpu":true}""")]
    [InlineData("[]")]
    public void What_is_no_quantity_is_refused(string requests) =>
        Assert.Throws<JsonException>(() => Read("""{"spec":{"resources":{"requests":""" + requests + "}}}"));

    [Fact]
    public void What_is_passed_through_comes_back_as_it_was()
    {
        const string Json = """{"nodeAffinity":{"x":[1,{"y":null}]}}""";

        var cluster = Read("""{"spec":{"affinity":""" + Json + ",\"tolerations\":[" + Json + "]}}");
        var written = JsonSerializer.SerializeToNode(cluster, Options.TypeInfo<V1PostgresCluster>())!;

        Assert.Equal(Json, written["spec"]!["affinity"]!.ToJsonString());
        Assert.Equal(Json, written["spec"]!["tolerations"]![0]!.ToJsonString());
    }

    [Fact]
    public void A_status_survives_the_round_trip()
    {
        const string Json =
            """
            {"status":{"phase":"Ready","timeline":3,"failover":{"state":"Stable","startedAt":"2026-01-02T03:04:05Z"},
            "synchronous":{"number":1,"standbys":["db-2"]},"members":[{"name":"db-1","ready":true,"lagSeconds":0.5}],
            "conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z","reason":"AllReady","message":""}]}}
            """;

        var written = JsonSerializer.SerializeToNode(Read(Json), Options.TypeInfo<V1PostgresCluster>())!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json)!["status"], written["status"]), written["status"]!.ToJsonString());
    }

    [Fact]
    public void The_context_alone_writes_the_same()
    {
        var cluster = Read("""{"spec":{"image":"a"},"status":{"failover":{"state":"Stable","deadline":"2026-01-02T03:04:05Z"}}}""");

        Assert.Equal(
            JsonSerializer.Serialize(cluster, Options.TypeInfo<V1PostgresCluster>()),
            JsonSerializer.Serialize(cluster, EntitiesJsonContext.Default.V1PostgresCluster));
    }

    private static V1PostgresCluster Read(string json) => JsonSerializer.Deserialize(json, Options.TypeInfo<V1PostgresCluster>())!;
}
