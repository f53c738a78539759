using System.Net;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Howdah.Operator.Webhooks;

/// <summary>The operator's webhooks, where the chart asks for them.</summary>
internal static class WebhookModule
{
    public static IServiceCollection AddWebhookServing(this IServiceCollection services, OperatorOptions options)
    {
        if (options.WebhookName is not null)
        {
            services.AddSingleton<MemoryCertificate>();
            services.AddSingleton<WebhookKeeper>();
            services.AddSingleton<IHealthProbe>(static provider => provider.GetRequiredService<WebhookKeeper>());
            services.AddHostedService(static provider => provider.GetRequiredService<WebhookKeeper>());
        }

        return services;
    }

    public static void ListenForWebhooks(this KestrelServerOptions kestrel, OperatorOptions options)
    {
        if (options.WebhookName is not null)
        {
            kestrel.ListenForWebhooks(IPAddress.Any, options.WebhookPort, kestrel.ApplicationServices.GetRequiredService<MemoryCertificate>());
        }
    }
}
