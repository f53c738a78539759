using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Requests;

/// <summary>Field selectors as far as every kind has them: <c>metadata.name</c> and <c>metadata.namespace</c>, plus a few of pods and secrets.</summary>
internal sealed class FieldSelector
{
    private static readonly HashSet<(string Kind, string Field)> Supported =
    [
        ("Pod", "spec.nodeName"), ("Pod", "status.phase"), ("Secret", "type"),
    ];

    private readonly List<(string[] Path, string Value, bool Equal)> _terms = [];

    private FieldSelector()
    {
    }

    public static FieldSelector Parse(string? text, string kind)
    {
        var selector = new FieldSelector();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = !term.Contains("!=", StringComparison.Ordinal);
            var parts = term.Split(equal ? "=" : "!=", 2);
            var field = parts[0].Trim();
            if (parts.Length != 2 || (field is not "metadata.name" and not "metadata.namespace" && !Supported.Contains((kind, field))))
            {
                throw ApiFailure.BadRequest($"field label not supported: {field}");
            }

            selector._terms.Add((field.Split('.'), parts[1].TrimStart('=').Trim(), equal));
        }

        return selector;
    }

    public bool Matches(JsonObject entity) => _terms.TrueForAll(term =>
    {
        JsonNode? parent = entity;
        foreach (var segment in term.Path[..^1])
        {
            parent = (parent as JsonObject)?[segment];
        }

        return ((parent.Text(term.Path[^1]) ?? "") == term.Value) == term.Equal;
    });
}
