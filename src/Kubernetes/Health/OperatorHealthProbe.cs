using Howdah.Kubernetes.Operator;

namespace Howdah.Kubernetes.Health;

/// <summary>
/// An operator is alive while no loop of it hangs, whatever the API server does; it is ready when its caches are complete, leader or not.
/// </summary>
internal sealed class OperatorHealthProbe(OperatorRuntime runtime) : IHealthProbe
{
    public IEnumerable<HealthFinding> Look()
    {
        yield return new HealthFinding("started", HealthKinds.Ready, runtime.Informers.Count > 0 ? null : "not started");
        foreach (var informer in runtime.Informers)
        {
            yield return new HealthFinding($"informer/{informer.Kind}", HealthKinds.Live, informer.StuckReason, informer.LastError);
            yield return new HealthFinding($"synced/{informer.Kind}", HealthKinds.Ready, informer.HasSynced ? null : "the first list is not complete", informer.LastError);
        }

        foreach (var controller in runtime.Controllers)
        {
            yield return new HealthFinding($"controller/{controller.Name}", HealthKinds.Live, controller.StuckReason);
        }

        if (runtime.Elector is { } elector)
        {
            yield return new HealthFinding("leader-election", HealthKinds.Live, elector.StuckReason, elector.IsLeader ? "leader" : "standby");
        }
    }
}
