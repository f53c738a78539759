using Howdah.Kubernetes.Health;

namespace Howdah.Worker.Queue;

/// <summary>Ready while the database answers and no stop is under way. It lives as long as it runs.</summary>
internal sealed class GatewayHealth(QueueRegistry registry) : IHealthProbe
{
    public IEnumerable<HealthFinding> Look() =>
    [
        new("process", HealthKinds.Live, null),
        new("database", HealthKinds.Ready, registry.IsConnected ? null : "the listening connection is down"),
        new("stop", HealthKinds.Ready, registry.IsStopping ? "the gateway stops" : null),
    ];
}
