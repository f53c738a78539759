using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Howdah.Kubernetes.Testing.Requests;

/// <summary>The selector grammar of list and watch: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Func<JsonNode?, bool>> _terms = [];

    private LabelSelector()
    {
    }

    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (Match term in Terms().Matches(text ?? ""))
        {
            selector._terms.Add(Term(term.Value.Trim()));
        }

        return selector;
    }

    public bool Matches(JsonObject entity) => _terms.TrueForAll(term => term(entity["metadata"]?["labels"]));

    private static Func<JsonNode?, bool> Term(string text)
    {
        if (SetTerm().Match(text) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            return set.Groups["not"].Success
                ? labels => labels.Text(set.Groups["key"].Value) is not { } value || !values.Contains(value)
                : labels => labels.Text(set.Groups["key"].Value) is { } value && values.Contains(value);
        }

        if (EqualityTerm().Match(text) is { Success: true } equality)
        {
            var (key, expected) = (equality.Groups["key"].Value, equality.Groups["value"].Value);
            return equality.Groups["operator"].Value == "!=" ? labels => labels.Text(key) != expected : labels => labels.Text(key) == expected;
        }

        if (ExistenceTerm().Match(text) is { Success: true } existence)
        {
            var key = existence.Groups["key"].Value;
            return existence.Groups["not"].Success ? labels => labels.Text(key) is null : labels => labels.Text(key) is not null;
        }

        throw ApiFailure.BadRequest($"unable to parse requirement: {text}");
    }

    [GeneratedRegex(@"(?:[^,(]|\([^)]*\))+")]
    private static partial Regex Terms();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex SetTerm();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s*(?<operator>==|=|!=)\s*(?<value>[\w.-]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex EqualityTerm();

    [GeneratedRegex(@"^(?<not>!)?\s*(?<key>[\w./-]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ExistenceTerm();
}
