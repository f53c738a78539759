using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>get and list, the latter in pages of one snapshot.</summary>
internal sealed class ReadHandler(ObjectStore store)
{
    public JsonObject Get(ApiCall call)
    {
        lock (store.Gate)
        {
            var found = store.Of(call.Kind.Kind).Find(call.Key) ?? throw ApiFailure.NotFound(call.Kind.QualifiedPlural, call.Name);
            return Shown(call.Kind, found.Object);
        }
    }

    public JsonObject List(ApiCall call)
    {
        var labels = LabelSelector.Parse(call.Option("labelSelector"));
        var fields = FieldSelector.Parse(call.Option("fieldSelector"), call.Kind.Kind.Kind);
        var (revision, after) = Position(call);
        IReadOnlyList<StoredVersion> snapshot;
        lock (store.Gate)
        {
            if (revision is not null && revision < store.Compacted)
            {
                throw ApiFailure.Expired("The provided continue parameter is too old to display a consistent list result.");
            }

            if (revision > store.Revision)
            {
                throw new ApiFailure(504, "Timeout", $"Too large resource version: {revision}, current: {store.Revision}")
                {
                    Causes = [("ResourceVersionTooLarge", "Too large resource version", "")],
                    RetryAfterSeconds = 1,
                };
            }

            revision ??= store.Revision;
            snapshot = store.Of(call.Kind.Kind).At(revision.Value);
        }

        var matching = snapshot
            .Where(version => call.Request.Namespace is null || version.Key.Namespace == call.Request.Namespace)
            .Where(version => after is null || Order(version.Key, after.Value) > 0)
            .Where(version => labels.Matches(version.Object) && fields.Matches(version.Object))
            .ToList();
        var limit = call.Option("resourceVersion") == "0" ? int.MaxValue : int.Parse(call.Option("limit") ?? "0", CultureInfo.InvariantCulture) is > 0 and var given ? given : int.MaxValue;
        var page = matching.Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = revision.Value.ToString(CultureInfo.InvariantCulture) };
        if (page.Count < matching.Count)
        {
            metadata["continue"] = Token(revision.Value, page[^1].Key);
            metadata["remainingItemCount"] = matching.Count - page.Count;
        }

        return new JsonObject
        {
            ["kind"] = $"{call.Kind.Kind.Kind}List",
            ["apiVersion"] = call.Kind.Kind.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(version => Item(call.Kind, version.Object))]),
        };
    }

    /// <summary>An object stored through one API version, read through another.</summary>
    public static JsonObject Shown(ServedKind kind, JsonObject entity)
    {
        var copy = FakeJson.Clone(entity);
        copy["apiVersion"] = kind.Kind.ApiVersion;
        return copy;
    }

    /// <summary>Lists of built-in kinds do not repeat the type in their items.</summary>
    private static JsonObject Item(ServedKind kind, JsonObject entity)
    {
        var item = Shown(kind, entity);
        if (!kind.IsCustom)
        {
            item.Remove("apiVersion");
            item.Remove("kind");
        }

        return item;
    }

    /// <param name="call">The list request.</param>
    /// <returns>The snapshot asked for, null for the present; the key the page begins after.</returns>
    private (long? Revision, NamespacedName? After) Position(ApiCall call)
    {
        var version = call.Option("resourceVersion");
        if (call.Option("continue") is { } token)
        {
            return version is null ? Read(token) : throw ApiFailure.BadRequest("specifying resource version is not allowed when using continue");
        }

        if (version is null or "0")
        {
            return (null, null);
        }

        var number = Number(version);
        lock (store.Gate)
        {
            // Unless exactly this version is asked for, the present is as good.
            return (call.Option("resourceVersionMatch") == "Exact" || number > store.Revision ? number : null, null);
        }
    }

    private static long Number(string version) => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw ApiFailure.BadRequest($"invalid resource version \"{version}\"");

    private static string Token(long revision, NamespacedName last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{revision}|{last.Namespace}|{last.Name}"));

    private static (long? Revision, NamespacedName? After) Read(string token)
    {
        try
        {
            if (Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('|') is [var revision, var ns, var name])
            {
                return (Number(revision), new NamespacedName(ns, name));
            }
        }
        catch (FormatException)
        {
            // Falls through to the refusal.
        }

        throw ApiFailure.BadRequest("continue key is not valid");
    }

    private static int Order(NamespacedName left, NamespacedName right) =>
        string.CompareOrdinal(left.Namespace, right.Namespace) is not 0 and var order ? order : string.CompareOrdinal(left.Name, right.Name);
}
