using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;
using Howdah.Kubernetes.Events;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator;

public static class OperatorServiceCollectionExtensions
{
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds an operator to a host. An <see cref="IKubernetesClient"/> or a <see cref="TimeProvider"/> that is already registered is used;
    /// else the client comes from the kubeconfig or the service account.
    /// </summary>
    public static OperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorSettings>? configure = null)
    {
        var settings = new OperatorSettings();
        configure?.Invoke(settings);
        var registrations = new Registrations();
        services.AddSingleton(settings);
        services.AddSingleton(registrations);
        services.AddSingleton(new OperatorJson(KubernetesJson.Create(settings.JsonContexts)));
        services.AddSingleton<OperatorExit>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CreateClient);
        services.TryAddSingleton(Jitter.Shared);
        services.TryAddSingleton<WatchListSupport>();
        AddMetrics(services);
        AddEvents(services);
        AddLeadership(services, settings);
        services.AddSingleton<RegistrationValidator>();
        services.AddSingleton<OperatorRuntime>();
        services.AddSingleton<IHealthProbe, OperatorHealthProbe>();
        services.AddHostedService(static provider => provider.GetRequiredService<OperatorRuntime>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout + settings.EventFlushTimeout + StopSlack);
        return new OperatorBuilder(services, registrations);
    }

    private static void AddMetrics(IServiceCollection services)
    {
        services.AddPrometheusMetrics();
        services.TryAddSingleton(static provider =>
        {
            // The collector must listen before the first series starts at zero.
            provider.GetRequiredService<PrometheusExposition>();
            return new RuntimeMeter();
        });
        services.TryAddSingleton<WorkQueueInstruments>();
        services.TryAddSingleton<InformerInstruments>();
        services.TryAddSingleton<ControllerInstruments>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<OperatorSettings>();
            return new EventRecorder(
                new EventWriter(provider.GetRequiredService<IKubernetesClient>(), settings.Name, settings.InstanceName),
                new EventMetrics(provider.GetRequiredService<RuntimeMeter>()),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<Jitter>(),
                provider.GetRequiredService<ILogger<EventRecorder>>());
        });
        services.TryAddSingleton<EventPublisher>(static provider => provider.GetRequiredService<EventRecorder>().Publish);
    }

    private static void AddLeadership(IServiceCollection services, OperatorSettings settings)
    {
        if (!settings.LeaderElection.Enabled)
        {
            services.TryAddSingleton<ILeadership, AlwaysLeader>();
            return;
        }

        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<OperatorSettings>();
            var client = provider.GetRequiredService<IKubernetesClient>();
            var options = ElectionOptions(settings, client.CurrentNamespace);
            return new LeaderElector(
                client,
                options,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LeaderElector>>(),
                provider.GetRequiredService<Jitter>(),
                new LeadershipMetrics(provider.GetRequiredService<RuntimeMeter>(), options.LeaseName));
        });
        services.TryAddSingleton<ILeadership>(static provider => provider.GetRequiredService<LeaderElector>());
    }

    internal static LeaderElectionOptions ElectionOptions(OperatorSettings settings, string currentNamespace) => new()
    {
        LeaseName = settings.LeaderElection.LeaseName ?? settings.Name,
        LeaseNamespace = settings.LeaderElection.LeaseNamespace ?? currentNamespace,
        Identity = $"{settings.InstanceName}_{Guid.NewGuid()}",
        LeaseDuration = settings.LeaderElection.LeaseDuration,
        RenewDeadline = settings.LeaderElection.RenewDeadline,
        RetryPeriod = settings.LeaderElection.RetryPeriod,
    };

    private static IKubernetesClient CreateClient(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var settings = services.GetRequiredService<OperatorSettings>();
        return new KubernetesClient(ClusterConfigLoader.Load(time: time, loggerFactory: loggers), new KubernetesClientOptions
        {
            TypeInfoResolvers = settings.JsonContexts,
            UserAgent = settings.Name,
            TimeProvider = time,
            LoggerFactory = loggers,
        });
    }
}
