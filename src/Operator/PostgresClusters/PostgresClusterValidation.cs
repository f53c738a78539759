using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Webhooks;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters;

/// <summary>
/// Refuses a specification when it is applied, for what can be told from the object alone. The controller judges it again, with what is known of volumes,
/// classes and Secrets: an object can also come in while this webhook cannot be reached.
/// </summary>
internal sealed class PostgresClusterValidation : ValidationWebhook<V1PostgresCluster>
{
    public override ValidationResult Create(V1PostgresCluster entity, bool dryRun) => Judge(SpecValidation.Check(entity, SpecFacts.None), []);

    /// <summary>
    /// Only new problems are refused: an object that has one from before can still be labelled, mended field by field, and deleted
    /// (its finalizer is removed by an update).
    /// </summary>
    public override ValidationResult Update(V1PostgresCluster oldEntity, V1PostgresCluster newEntity, bool dryRun)
    {
        if (newEntity.Metadata.DeletionTimestamp is not null || ChangeRules.IsSameSpec(oldEntity, newEntity))
        {
            return ValidationResult.Success();
        }

        var introduced = ChangeRules.Introduced(oldEntity, newEntity);
        var remaining = SpecValidation.Check(newEntity, SpecFacts.None).Except(introduced);
        return Judge(introduced, [.. remaining.Select(problem => problem.ToString())]);
    }

    private static ValidationResult Judge(IReadOnlyList<SpecProblem> problems, IReadOnlyList<string> warnings) => problems.Count == 0
        ? ValidationResult.Success(warnings)
        : ValidationResult.Fail([.. problems.Select(problem => new ValidationProblem(problem.Field, problem.Message))], warnings);
}
