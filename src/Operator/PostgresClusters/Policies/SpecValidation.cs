using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>
/// Everything a specification can be refused for, by field and with the remedy. The CRD refuses much of it at the API server already; a server
/// that drops CEL rules, or a CRD of another version, does not.
/// </summary>
internal static class SpecValidation
{
    public static IReadOnlyList<SpecProblem> Check(V1PostgresCluster cluster, SpecFacts facts) =>
    [
        .. NameRules.Check(cluster.Metadata.Name ?? ""),
        .. InstanceRules.Check(cluster.Spec),
        .. StorageRules.Check(cluster.Spec.Storage, facts),
        .. facts.Initialized ? [] : InitdbRules.Check(cluster.Spec.Bootstrap?.Initdb),
        .. UserSecretRules.Check(cluster, facts.UserSecret),
        .. ServerSettingRules.Check(cluster.Spec.Postgresql),
        .. TimingRules.Check(cluster.Spec),
        .. MetadataRules.Check(cluster.Spec.InheritedMetadata),
    ];

    /// <summary>One sentence for a condition; at most three problems, and the number of the others.</summary>
    public static string Summary(IReadOnlyList<SpecProblem> problems)
    {
        const int Shown = 3;
        var text = string.Join("; ", problems.Take(Shown));
        return problems.Count > Shown ? $"{text}; and {problems.Count - Shown} more" : text;
    }
}
