using Howdah.Kubernetes.Testing.Storage;
using Microsoft.AspNetCore.Http;

namespace Howdah.Kubernetes.Testing.Requests;

/// <summary>Reads the resource paths: <c>/api/v1/…</c> and <c>/apis/group/version/…</c>.</summary>
internal sealed class RequestParser(KindRegistry kinds)
{
    /// <summary>The kind is null for what is no resource request, or not served.</summary>
    public (FakeRequest Request, ApiCall? Call) Parse(HttpRequest http)
    {
        var path = http.Path.Value ?? "/";
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = segments switch
        {
            ["api", var v, .. var tail] => ("", v, tail),
            ["apis", var g, var v, .. var tail] => (g, v, tail),
            _ => ("", "", []),
        };
        if (rest.Length == 0)
        {
            return (new FakeRequest("", path, "", null, null, null), null);
        }

        string? ns = null;
        if (rest is ["namespaces", var inside, _, ..] && kinds.Find(group, version, rest[2]) is { Kind.Namespaced: true })
        {
            ns = inside;
            rest = rest[2..];
        }

        var (plural, name, subresource) = (rest[0], rest.ElementAtOrDefault(1), rest.ElementAtOrDefault(2));
        var request = new FakeRequest(Verb(http, name), path, plural, ns, name, subresource) { Query = http.QueryString.Value ?? "" };
        var kind = rest.Length <= 3 ? kinds.Find(group, version, plural) : null;
        return (request, kind is null ? null : new ApiCall(request, kind, http.Query));
    }

    private static string Verb(HttpRequest http, string? name) => http.Method switch
    {
        "GET" when name is not null => "get",
        "GET" => http.Query["watch"].ToString() is "true" or "1" ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => http.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true ? "apply" : "patch",
        "DELETE" => "delete",
        _ => "",
    };
}
