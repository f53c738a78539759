using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability.Rollout;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Postgres.Configuration;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Lets one instance after another restart for parameters that need it.</summary>
internal sealed class RestartStep : IClusterStep
{
    public string Concern => "Restart";

    public Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var step = RestartPolicy.Next(new RestartObservation
        {
            Cluster = context.State,
            Reports = context.Snapshot.Reports,
            HotStandbyParameters = PostgresConfiguration.HotStandbyParameters(context.Cluster.Spec.Postgresql?.Parameters ?? []),
        });
        var order = context.MayChange ? step.Order : null;
        context.Status.Restart = order is null ? null : new RestartStatus { Instance = order.Instance, ConfigHash = order.ConfigHash };
        if (order is not null && order != context.State.Restart)
        {
            context.News.Add(("Restarting", step.Message ?? $"{order.Instance} restarts"));
        }

        if (step.Message is { } message && context.MayChange)
        {
            context.Activity ??= new Activity("Restarting", message);
            context.LookAgainAfter(Reconciler.BusyInterval);
        }

        return Task.FromResult(StepResult.Continue);
    }
}
