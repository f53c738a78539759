using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Webhooks;
using Microsoft.AspNetCore.Routing;

namespace Howdah.Kubernetes.Operator;

public static class OperatorEndpoints
{
    /// <summary>Serves an operator's <c>/metrics</c>, <c>/livez</c>, <c>/readyz</c> and <c>/healthz</c>, and its webhooks.</summary>
    public static void MapKubernetesOperator(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMetrics();
        endpoints.MapHealth();
        endpoints.MapWebhooks();
    }
}
