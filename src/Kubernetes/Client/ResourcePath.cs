using System.Globalization;
using System.Text;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Client;

/// <summary>Paths and queries of the resource API.</summary>
internal static class ResourcePath
{
    /// <summary>A null namespace means all of them; it is ignored for cluster-scoped kinds.</summary>
    public static string Collection(ResourceKind kind, string? ns)
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        return kind.Namespaced && ns is not null ? $"{root}/namespaces/{Segment(ns, "namespace")}/{kind.Plural}" : $"{root}/{kind.Plural}";
    }

    /// <exception cref="ArgumentException">A namespaced kind without a namespace, or a name that is no path segment.</exception>
    public static string Object(ResourceKind kind, string? ns, string name, string? subresource = null)
    {
        var path = $"{Collection(kind, Required(kind, ns))}/{Segment(name, "name")}";
        return subresource is null ? path : $"{path}/{Segment(subresource, "subresource")}";
    }

    public static string? Required(ResourceKind kind, string? ns) =>
        kind.Namespaced && string.IsNullOrEmpty(ns) ? throw new ArgumentException($"A {kind.Kind} needs a namespace.", nameof(ns)) : ns;

    public static string List(ListOptions options) => new Query()
        .Add("labelSelector", options.LabelSelector)
        .Add("fieldSelector", options.FieldSelector)
        .Add("limit", options.Limit?.ToString(CultureInfo.InvariantCulture))
        .Add("continue", options.Continue)
        .Add("resourceVersion", options.ResourceVersion)
        .Add("resourceVersionMatch", options.ResourceVersionMatch)
        .ToString();

    public static string Watch(WatchOptions options) => new Query()
        .Add("watch", "true")
        .Add("labelSelector", options.LabelSelector)
        .Add("fieldSelector", options.FieldSelector)
        .Add("resourceVersion", options.ResourceVersion)
        .Add("resourceVersionMatch", options.ResourceVersionMatch)
        .Add("allowWatchBookmarks", options.AllowBookmarks ? "true" : null)
        .Add("sendInitialEvents", options.SendInitialEvents switch { true => "true", false => "false", null => null })
        .Add("timeoutSeconds", options.Timeout is { } timeout ? Math.Ceiling(timeout.TotalSeconds).ToString("0", CultureInfo.InvariantCulture) : null)
        .ToString();

    public static string Apply(ApplyOptions options) => new Query()
        .Add("fieldManager", options.FieldManager)
        .Add("force", options.Force ? "true" : null)
        .Add("dryRun", options.DryRun ? "All" : null)
        .ToString();

    public static string Patch(PatchOptions options) => new Query().Add("fieldManager", options.FieldManager).ToString();

    /// <summary>An empty or dotted segment would address something else: the whole collection, for example.</summary>
    private static string Segment(string value, string what) =>
        value is "" or "." or ".." || value.AsSpan().ContainsAny('/', '%')
            ? throw new ArgumentException($"'{value}' cannot be a {what}.", what)
            : Uri.EscapeDataString(value);

    private sealed class Query
    {
        private readonly StringBuilder _text = new();

        public Query Add(string name, string? value)
        {
            if (value is not null)
            {
                _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }

            return this;
        }

        public override string ToString() => _text.ToString();
    }
}
