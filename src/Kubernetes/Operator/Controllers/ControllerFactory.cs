using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>Builds a controller's parts from the container.</summary>
internal static class ControllerFactory
{
    public static Informer<T> CreateInformer<T>(IServiceProvider services)
        where T : class, IKubernetesObject
    {
        var registrations = services.GetRequiredService<Registrations>();
        var options = new InformerOptions<T>
        {
            Namespaces = services.GetRequiredService<OperatorSettings>().Namespaces,
            LabelSelector = registrations.LabelSelector(typeof(T)),
            FieldSelector = registrations.FieldSelector(typeof(T)),
        };
        return new Informer<T>(
            services.GetRequiredService<IKubernetesClient>(),
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Informer<T>>>(),
            services.GetRequiredService<WatchListSupport>(),
            services.GetRequiredService<Jitter>(),
            services.GetRequiredService<InformerInstruments>());
    }

    public static ControllerQueue<T> CreateQueue<T>(IServiceProvider services, string name)
        where T : class, IKubernetesObject =>
        new(new WorkQueue<NamespacedName>(
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Jitter>(),
            new WorkQueueMetrics(services.GetRequiredService<WorkQueueInstruments>(), name)));

    public static IControllerLoop CreateLoop<T>(IServiceProvider services, ControllerOptions<T> options, IEntityController<T> controller)
        where T : class, IKubernetesObject
    {
        var informer = services.GetRequiredService<Informer<T>>();
        var overlay = new WriteOverlay<T>();
        var tombstones = new Tombstones<T>();
        var finalizers = new FinalizerFlow<T>(
            services.GetRequiredService<IKubernetesClient>(), [.. services.GetServices<NamedFinalizer<T>>()], options.Name);
        var cloner = new EntityCloner<T>(services.GetRequiredService<OperatorJson>().Options.TypeInfo<T>());
        return new ControllerLoop<T>(
            options,
            services.GetRequiredService<ControllerQueue<T>>().Queue,
            new ReconcileDispatcher<T>(informer, overlay, tombstones, cloner, finalizers, controller),
            Attach,
            new ControllerMetrics(services.GetRequiredService<ControllerInstruments>(), options.Name, options.MaxConcurrentReconciles),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Jitter>(),
            services.GetRequiredService<ILogger<ControllerLoop<T>>>());

        void Attach(ControllerLoop<T> loop)
        {
            informer.OnChange(delta =>
            {
                overlay.Observe(delta);
                if (delta.Kind is DeltaKind.Deleted)
                {
                    tombstones.Add(delta.Object);
                }

                if (EventFilter.Matters(delta))
                {
                    loop.Enqueue(delta.Key);
                }
            });
            foreach (var source in options.Sources)
            {
                source(services, loop.Enqueue);
            }
        }
    }
}
