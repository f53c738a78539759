using Howdah.Kubernetes.Testing.Storage;
using Microsoft.AspNetCore.Http;

namespace Howdah.Kubernetes.Testing.Requests;

/// <summary>What a request asks for, for predicates and for counting.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, apply, delete, or "" for anything that is no resource request.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Plural">Empty where <paramref name="Verb"/> is.</param>
/// <param name="Namespace">Null: all namespaces, or a cluster-scoped kind.</param>
/// <param name="Name">Null for collections.</param>
/// <param name="Subresource">For example <c>status</c>.</param>
public sealed record FakeRequest(string Verb, string Path, string Plural, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>As sent, with its question mark; empty without one.</summary>
    public string Query { get; init; } = "";

    public bool IsWrite => Verb is "create" or "update" or "patch" or "apply" or "delete";
}

/// <summary>A resource request with the kind it is about.</summary>
internal sealed record ApiCall(FakeRequest Request, ServedKind Kind, IQueryCollection Query)
{
    public string? Option(string name) => Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;

    public bool Flag(string name) => Option(name) is "true" or "1";

    public string Name => Request.Name ?? throw ApiFailure.BadRequest("name is required");

    public Entities.NamespacedName Key => new(Request.Namespace ?? "", Name);
}
