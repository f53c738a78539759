using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Howdah.Instances;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Howdah.Sidecar.Http;

/// <summary>
/// The agent's two listeners: HTTPS with /status for the operator's certificate and probes for anybody, and plain HTTP with /metrics.
/// </summary>
internal static class AgentServer
{
    private const int MaxRequestBytes = 64 * 1024;

    public static async Task<WebApplication> StartAsync(IAgentView view, SidecarPaths paths, TimeProvider time, ILoggerProvider logging, CancellationToken cancellationToken)
    {
        var certificates = new CertificateFiles(paths.ServerCertificates, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(logging).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Listen(IPAddress.Any, paths.StatusPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(Tls(certificates));
            });
            kestrel.Listen(IPAddress.Any, paths.MetricsPort, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var application = builder.Build();
        Map(application, view, paths, certificates);
        await application.StartAsync(cancellationToken);
        return application;
    }

    private static TlsHandshakeCallbackOptions Tls(CertificateFiles certificates) => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificates.Current.Certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Probes come without a certificate; whoever brings one is the operator or is turned away.
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is null || OperatorCertificate.Is(certificate as X509Certificate2, certificates.Current.Authorities),
        }),
    };

    private static void Map(WebApplication application, IAgentView view, SidecarPaths paths, CertificateFiles certificates)
    {
        application.Run(context => (context.Connection.LocalPort == paths.MetricsPort, context.Request.Path.Value) switch
        {
            (true, "/metrics") => MetricsAsync(context, view),
            (false, "/status") => StatusAsync(context, view, certificates),
            (false, "/livez") => ProbeAsync(context, view.Live, "the agent's loop has stopped"),
            (false, "/startupz") => ProbeAsync(context, view.Started, "the supervisor does not answer"),
            (false, "/readyz") => ProbeAsync(context, view.Ready, view.Report.Message ?? $"{view.Report.Role} {view.Report.State}"),
            _ => NotFoundAsync(context),
        });
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task ProbeAsync(HttpContext context, bool good, string otherwise)
    {
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(good ? "ok\n" : otherwise + "\n", context.RequestAborted);
    }

    private static async Task StatusAsync(HttpContext context, IAgentView view, CertificateFiles certificates)
    {
        if (!OperatorCertificate.Is(context.Connection.ClientCertificate, certificates.Current.Authorities))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, view.Report, ReportJsonContext.Default.InstanceReport, context.RequestAborted);
    }

    private static async Task MetricsAsync(HttpContext context, IAgentView view)
    {
        var (metrics, why) = await view.ReadMetricsAsync(context.RequestAborted);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(InstanceExposition.Write(view.Report, metrics, why), context.RequestAborted);
    }
}
