using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Howdah.Kubernetes.Metrics;

public static class MetricsEndpoint
{
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, minimumSegmentSize: 32 * 1024, useSynchronizationContext: false);

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
        RequestDelegate serve = async context =>
        {
            // Between the two, so that a scraper that reads slowly holds nobody up.
            var text = new Pipe(Unbounded);
            exposition.Render(text.Writer);
            await text.Writer.CompleteAsync();
            context.Response.ContentType = PrometheusExposition.ContentType;
            try
            {
                await text.Reader.CopyToAsync(context.Response.BodyWriter, context.RequestAborted);
            }
            finally
            {
                await text.Reader.CompleteAsync();
            }
        };
        return endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], serve);
    }
}
