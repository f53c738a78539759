using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing.Requests;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>Leaves that somebody else owns and the merge would change.</summary>
internal static class ApplyConflicts
{
    public static IReadOnlyList<(FieldManagers.Entry Owner, string Path)> Find(
        FieldManagers managers, FieldManagers.Entry? self, IReadOnlySet<string> changes) =>
        [.. managers.Entries.Where(owner => !ReferenceEquals(owner, self)).SelectMany(owner => owner.Fields.Where(changes.Contains).Select(path => (owner, path)))];

    public static ApiFailure Refusal(IReadOnlyList<(FieldManagers.Entry Owner, string Path)> conflicts)
    {
        var causes = conflicts.Select(conflict => (
            Reason: "FieldManagerConflict",
            Message: $"conflict with \"{conflict.Owner.Manager}\"{(conflict.Owner.Operation == FieldManagers.Apply ? "" : $" using {conflict.Owner.ApiVersion}")}",
            Field: Readable(conflict.Path))).ToList();
        var plural = causes.Count == 1 ? "conflict" : "conflicts";
        return new ApiFailure(409, "Conflict", $"Apply failed with {causes.Count} {plural}: {string.Join("; ", causes.Select(cause => $"{cause.Message}: {cause.Field}"))}")
        {
            Causes = causes,
        };
    }

    /// <summary><c>.spec.parts[name="a"].value</c></summary>
    private static string Readable(string path) => string.Concat(path.Split(Leaves.Separator).Select(element => element switch
    {
        Leaves.Presence => "",
        ['f', ':', .. var name] => $".{name}",
        ['v', ':', .. var value] => $"[={value}]",
        ['k', ':', .. var key] => $"[{string.Join(',', ((JsonObject)JsonNode.Parse(key)!).Select(member => $"{member.Key}={member.Value?.ToJsonString()}"))}]",
        _ => element,
    }));
}
