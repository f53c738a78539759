using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Howdah.Kubernetes.Metrics;

public static class MetricsEndpoint
{
    /// <summary>Adds the collector and the metrics of the process. An operator has them already.</summary>
    public static IServiceCollection AddPrometheusMetrics(this IServiceCollection services)
    {
        services.TryAddSingleton(static _ => new PrometheusExposition());
        services.TryAddSingleton<ProcessMetrics>();
        return services;
    }

    /// <summary>Serves the metrics; GET only, without authentication.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, string pattern = "/metrics")
    {
        var exposition = endpoints.ServiceProvider.GetRequiredService<PrometheusExposition>();
        endpoints.ServiceProvider.GetService<ProcessMetrics>();
        RequestDelegate serve = context =>
        {
            context.Response.ContentType = PrometheusExposition.ContentType;
            return context.Response.WriteAsync(exposition.Render(), context.RequestAborted);
        };
        return endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], serve);
    }
}
