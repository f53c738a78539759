using System.Text.RegularExpressions;
using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>A cluster's name becomes part of Service names (RFC 1035 labels) and of the label values that the StatefulSet controller sets.</summary>
internal static partial class NameRules
{
    /// <summary>63 characters of a label value, less <c>-N</c> of the instance and <c>-HASH</c> (11) of its revision.</summary>
    public const int Longest = PostgresClusterLimits.NameLength;

    public static IEnumerable<SpecProblem> Check(string name)
    {
        if (name.Length > Longest)
        {
            yield return new SpecProblem("metadata.name", $"'{name}' has {name.Length} characters; make a cluster with a name of at most {Longest}");
        }

        if (!Label().IsMatch(name))
        {
            yield return new SpecProblem(
                "metadata.name", $"'{name}' cannot be part of a Service's name; use lower-case letters, digits and '-', beginning with a letter");
        }
    }

    [GeneratedRegex(PostgresClusterLimits.NamePattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
