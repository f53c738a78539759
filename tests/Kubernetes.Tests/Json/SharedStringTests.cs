using System.Text;
using System.Text.Json;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Json;

public sealed class SharedStringTests
{
    private const string Secret = """
        {"metadata":{"name":"a","namespace":"ns","labels":{"app":"value","note":"Zürich \"1\""},"finalizers":["howdah.dev/f"],
        "ownerReferences":[{"apiVersion":"v1","kind":"Owner","name":"o","uid":"u"}]},"type":"Opaque"}
        """;

    [Fact]
    public void Strings_and_keys_that_repeat_from_object_to_object_are_shared_and_all_are_read_as_they_are()
    {
        var (left, right) = (Read<V1Secret>(Secret), Read<V1Secret>(Secret));

        Assert.Same(left.Metadata.Namespace, right.Metadata.Namespace);
        Assert.Same(left.Metadata.Labels!.Keys.First(), right.Metadata.Labels!.Keys.First());
        Assert.Same(left.Metadata.Labels["app"], right.Metadata.Labels["app"]);
        Assert.Same(left.Metadata.Finalizers![0], right.Metadata.Finalizers![0]);
        Assert.Same(left.Metadata.OwnerReferences![0].Kind, right.Metadata.OwnerReferences![0].Kind);
        Assert.Equal(
            ("ns", "value", "Zürich \"1\"", "howdah.dev/f", "Owner", "Opaque"),
            (right.Metadata.Namespace, right.Metadata.Labels["app"], right.Metadata.Labels["note"], right.Metadata.Finalizers[0], right.Metadata.OwnerReferences[0].Kind, right.Type));
        Assert.Equal(JsonSerializer.Serialize(left, KubernetesJson.Default), JsonSerializer.Serialize(right, KubernetesJson.Default));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":7}}""")]
    [InlineData("""{"metadata":{"name":{}}}""")]
    [InlineData("""{"metadata":{"labels":{"a":true}}}""")]
    public void What_is_no_string_is_a_json_error(string json) => Assert.Throws<JsonException>(() => Read<V1Secret>(json));

    [Fact]
    public void Null_and_the_empty_string_are_told_apart()
    {
        var secret = Read<V1Secret>("""{"metadata":{"name":null,"namespace":"","labels":{"a":""}}}""");

        Assert.Null(secret.Metadata.Name);
        Assert.Equal("", secret.Metadata.Namespace);
        Assert.Equal("", secret.Metadata.Labels!["a"]);
    }

    [Fact]
    public void The_pool_takes_no_other_text_for_the_one_it_knows_and_leaves_long_and_foreign_ones_alone()
    {
        var pool = new StringPool();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.Equal($"value-{i}", pool.Share(Encoding.UTF8.GetBytes($"value-{i}")));
        }

        Assert.Same(pool.Share("value"u8), pool.Share("value"u8));
        Assert.Null(pool.Share(""u8));
        Assert.Null(pool.Share("Zürich"u8));
        Assert.Null(pool.Share(new byte[StringPool.LongestShared + 1]));
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize(json, KubernetesJson.Default.TypeInfo<T>())!;
}
