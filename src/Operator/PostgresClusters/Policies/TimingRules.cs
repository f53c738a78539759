using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Durations that have bounds.</summary>
internal static class TimingRules
{
    private const int LongestLifeHours = 21900;

    public static IEnumerable<SpecProblem> Check(PostgresClusterSpec spec)
    {
        if (spec.StopTimeoutSeconds is < 1 or > 3600)
        {
            yield return Range("spec.stopTimeoutSeconds", spec.StopTimeoutSeconds, 1, 3600);
        }

        if (spec.Failover is { } failover)
        {
            if (failover.LeaseDurationSeconds is < 6 or > 120)
            {
                yield return Range("spec.failover.leaseDurationSeconds", failover.LeaseDurationSeconds, 6, 120);
            }

            if (failover.PrimaryRestartTimeoutSeconds is < 0 or > 3600)
            {
                yield return Range("spec.failover.primaryRestartTimeoutSeconds", failover.PrimaryRestartTimeoutSeconds, 0, 3600);
            }
        }

        if (spec.Certificates is { } certificates)
        {
            if (certificates.DurationHours is < 1 or > LongestLifeHours)
            {
                yield return Range("spec.certificates.durationHours", certificates.DurationHours, 1, LongestLifeHours);
            }
            else if (certificates.RenewBeforeHours < 0 || certificates.RenewBeforeHours >= certificates.DurationHours)
            {
                yield return new SpecProblem(
                    "spec.certificates.renewBeforeHours",
                    $"{certificates.RenewBeforeHours} hours do not fit into a life of {certificates.DurationHours}; set it to less than durationHours");
            }
        }
    }

    private static SpecProblem Range(string field, int value, int least, int most) => new(field, $"{value} is out of range; set it to {least} to {most}");
}
