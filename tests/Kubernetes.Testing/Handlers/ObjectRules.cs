using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>What every kind's objects must satisfy before they are stored.</summary>
internal static partial class ObjectRules
{
    public static void CheckBody(ApiCall call, JsonObject body)
    {
        var kind = call.Kind.Kind;
        if (body.Text("kind") != kind.Kind || body.Text("apiVersion") != kind.ApiVersion)
        {
            throw ApiFailure.BadRequest(
                $"{body.Text("kind")} in version \"{body.Text("apiVersion")}\" cannot be handled as a {kind.Kind} in version \"{kind.ApiVersion}\"");
        }

        var metadata = body.Map("metadata");
        var ns = metadata.Text("namespace");
        if (kind.Namespaced && ns is not null && ns != call.Request.Namespace)
        {
            throw ApiFailure.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata.Put("namespace", kind.Namespaced ? call.Request.Namespace : null);
        if (call.Request.Name is { } name && metadata.Text("name") is { } given && given != name)
        {
            throw ApiFailure.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }
    }

    public static void CheckName(ServedKind kind, string name)
    {
        // Roles and their bindings may be called system:anything.
        var valid = kind.Kind.Group == "rbac.authorization.k8s.io" ? name.Length > 0 : name.Length <= 253 && Subdomain().IsMatch(name);
        if (!valid)
        {
            throw ApiFailure.Invalid(kind.QualifiedKind, name, ("FieldValueInvalid", $"Invalid value: \"{name}\": a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'", "metadata.name"));
        }
    }

    /// <summary>Text in, bytes out: <c>stringData</c> is write-only.</summary>
    public static void Normalise(ServedKind kind, JsonObject entity)
    {
        DropNulls(entity);
        if (kind.Kind is { Group: "", Kind: "Secret" } && entity["stringData"] is JsonObject texts)
        {
            foreach (var (key, value) in texts)
            {
                entity.Map("data")[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value!.GetValue<string>()));
            }

            entity.Remove("stringData");
        }
    }

    private static void DropNulls(JsonObject map)
    {
        foreach (var (name, value) in map.ToList())
        {
            if (value is null)
            {
                map.Remove(name);
            }
            else if (value is JsonObject child)
            {
                DropNulls(child);
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();
}
