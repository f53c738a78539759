using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator;

/// <summary>/livez answers while the process does; /readyz once every cache holds what the server has.</summary>
internal static class HealthEndpoints
{
    public static async Task HandleAsync(HttpContext context, ClusterCaches caches, IEntityCache<V1PostgresCluster> clusters)
    {
        var waiting = Waiting(caches, clusters);
        context.Response.StatusCode = context.Request.Path.Value switch
        {
            "/livez" or "/healthz" => StatusCodes.Status200OK,
            "/readyz" => waiting.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status404NotFound,
        };
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(waiting.Count == 0 ? "ok\n" : $"waiting for {string.Join(", ", waiting)}\n", context.RequestAborted);
    }

    private static List<string> Waiting(ClusterCaches caches, IEntityCache<V1PostgresCluster> clusters)
    {
        (string Name, bool Synced)[] all =
        [
            ("postgresclusters", clusters.HasSynced), ("statefulsets", caches.StatefulSets.HasSynced), ("pods", caches.Pods.HasSynced),
            ("persistentvolumeclaims", caches.Volumes.HasSynced), ("secrets", caches.Secrets.HasSynced), ("services", caches.Services.HasSynced),
            ("leases", caches.Leases.HasSynced), ("serviceaccounts", caches.Accounts.HasSynced), ("roles", caches.Roles.HasSynced),
            ("rolebindings", caches.Bindings.HasSynced),
        ];
        return [.. all.Where(cache => !cache.Synced).Select(cache => cache.Name)];
    }
}
