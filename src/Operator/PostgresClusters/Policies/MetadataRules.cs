using System.Text.RegularExpressions;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Labels and annotations that the user wants on everything.</summary>
internal static partial class MetadataRules
{
    public static IEnumerable<SpecProblem> Check(InheritedMetadata? metadata)
    {
        foreach (var (part, map) in new[] { ("labels", metadata?.Labels), ("annotations", metadata?.Annotations) })
        {
            foreach (var (key, value) in map ?? [])
            {
                var field = $"spec.inheritedMetadata.{part}[{key}]";
                if (!Key().IsMatch(key))
                {
                    yield return new SpecProblem(field, "is not a key; use name or domain/name with letters, digits, '-', '_' and '.'");
                }
                else if (IsOurs(key))
                {
                    yield return new SpecProblem(field, $"the domain {GroupNames.Group} is the operator's own; use another key");
                }
                else if (part == "labels" && !Value().IsMatch(value))
                {
                    yield return new SpecProblem(field, $"'{value}' is not a label value; use at most 63 letters, digits, '-', '_' and '.'");
                }
            }
        }
    }

    private static bool IsOurs(string key) =>
        key.StartsWith(GroupNames.Group + "/", StringComparison.Ordinal) || key.Contains('.' + GroupNames.Group + '/', StringComparison.Ordinal);

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
