using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Health;

public static class HealthEndpoints
{
    /// <summary>Serves <c>/livez</c>, <c>/healthz</c> (the same) and <c>/readyz</c>: 200 or 503, details as JSON with <c>?verbose</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/livez", HealthKinds.Live);
        Map(endpoints, "/healthz", HealthKinds.Live);
        Map(endpoints, "/readyz", HealthKinds.Ready);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string pattern, HealthKinds kind)
    {
        RequestDelegate serve = context => AnswerAsync(context, new HealthReport(context.RequestServices.GetServices<IHealthProbe>(), kind));
        endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], serve);
    }

    private static async Task AnswerAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.IsWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Query.ContainsKey("verbose"))
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(report.Json(), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(report.Text, context.RequestAborted);
    }
}
