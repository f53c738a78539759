using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Client;

/// <summary>What the verbs need to know of an object, typed or not.</summary>
internal abstract class ObjectShape<T>
    where T : class
{
    /// <summary>Null for a nameless object (one with generateName).</summary>
    public abstract string? Name(T entity);

    public abstract string? Namespace(T entity);

    /// <summary>Items of lists come without type; besides, one shared string a kind saves memory.</summary>
    public abstract void SetType(T entity, ResourceKind kind);

    /// <summary>Only where nothing is said.</summary>
    public abstract void CompleteType(T entity, ResourceKind kind);
}

internal sealed class TypedShape<T> : ObjectShape<T>
    where T : class, IKubernetesObject
{
    public static readonly TypedShape<T> Instance = new();

    public override string? Name(T entity) => entity.Metadata.Name;

    public override string? Namespace(T entity) => entity.Metadata.Namespace;

    public override void SetType(T entity, ResourceKind kind)
    {
        entity.ApiVersion = kind.ApiVersion;
        entity.Kind = kind.Kind;
    }

    public override void CompleteType(T entity, ResourceKind kind)
    {
        entity.ApiVersion ??= kind.ApiVersion;
        entity.Kind ??= kind.Kind;
    }
}

internal sealed class JsonShape : ObjectShape<JsonObject>
{
    public static readonly JsonShape Instance = new();

    public override string? Name(JsonObject entity) => Text(entity["metadata"], "name");

    public override string? Namespace(JsonObject entity) => Text(entity["metadata"], "namespace");

    public override void SetType(JsonObject entity, ResourceKind kind) => CompleteType(entity, kind);

    public override void CompleteType(JsonObject entity, ResourceKind kind)
    {
        entity["apiVersion"] ??= kind.ApiVersion;
        entity["kind"] ??= kind.Kind;
    }

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject map && map[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
