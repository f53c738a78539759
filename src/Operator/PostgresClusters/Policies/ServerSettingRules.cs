using Howdah.Entities.PostgresCluster;
using Howdah.Postgres.Configuration;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Parameters and access rules, judged by the rules that agents render them with.</summary>
internal static class ServerSettingRules
{
    public static IEnumerable<SpecProblem> Check(PostgresqlSpec? postgresql) =>
        ParameterRules.Validate(postgresql?.Parameters).Concat(HbaRules.Validate(postgresql?.PgHba)).Select(refusal => new SpecProblem(refusal.Field, refusal.Message));
}
