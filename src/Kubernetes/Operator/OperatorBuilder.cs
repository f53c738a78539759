using System.Diagnostics.CodeAnalysis;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;
using Howdah.Kubernetes.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Howdah.Kubernetes.Operator;

/// <summary>Puts an operator together. Mistakes are collected and reported all at once when it starts.</summary>
public sealed class OperatorBuilder
{
    private readonly Registrations _registrations;

    internal OperatorBuilder(IServiceCollection services, Registrations registrations)
    {
        Services = services;
        _registrations = registrations;
    }

    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a controller, a singleton; one a kind. It may ask for <see cref="Client.IKubernetesClient"/>, <see cref="IEntityCache{TEntity}"/> of
    /// any watched kind, <see cref="EventPublisher"/>, <see cref="EntityQueue{TEntity}"/>, <see cref="Leadership.ILeadership"/>,
    /// <see cref="TimeProvider"/> and loggers.
    /// </summary>
    public OperatorBuilder AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(
        Action<ControllerBuilder<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject
    {
        var builder = new ControllerBuilder<TEntity>(this);
        configure?.Invoke(builder);
        var options = builder.Options;
        Want<TEntity>(typeof(TController).Name, null, null);
        Services.TryAddSingleton<TController>();
        Services.TryAddSingleton(services => ControllerFactory.CreateQueue<TEntity>(services, options.Name));
        Services.TryAddSingleton<EntityQueue<TEntity>>(static services => services.GetRequiredService<ControllerQueue<TEntity>>().Enqueue);
        _registrations.Controllers.Add(new ControllerRegistration(
            options.Name,
            typeof(TEntity),
            typeof(TController),
            builder.Problems,
            builder.Owned,
            static services => services.GetRequiredService<TController>(),
            services => ControllerFactory.CreateLoop(services, options, services.GetRequiredService<TController>())));
        return this;
    }

    /// <summary>Adds a finalizer, a singleton. Finalizers of a kind run in the order in which they are added.</summary>
    /// <param name="id">What goes on the object, with a domain: <c>howdah.dev/backup</c>.</param>
    public OperatorBuilder AddFinalizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer, TEntity>(string id)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject
    {
        Services.TryAddSingleton<TFinalizer>();
        Services.AddSingleton(services => new NamedFinalizer<TEntity>(id, services.GetRequiredService<TFinalizer>()));
        _registrations.Finalizers.Add(new FinalizerRegistration(
            id, typeof(TEntity), typeof(TFinalizer), static services => services.GetRequiredService<TFinalizer>()));
        return this;
    }

    /// <summary>
    /// Adds a validating webhook, a singleton, served at <c>/validate/KIND</c>. Listening is the host's part
    /// (<see cref="WebhookListener"/>), and so is the ValidatingWebhookConfiguration.
    /// </summary>
    public OperatorBuilder AddValidationWebhook<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWebhook, TEntity>()
        where TWebhook : class, IValidationWebhook<TEntity>
        where TEntity : class, IKubernetesObject
    {
        Services.TryAddSingleton<TWebhook>();
        Services.AddSingleton<IAdmissionHandler>(static services => new ValidationHandler<TEntity>(
            services.GetRequiredService<TWebhook>(), services.GetRequiredService<OperatorJson>().Options));
        return this;
    }

    /// <summary>
    /// Watches a kind so that <see cref="IEntityCache{TEntity}"/> knows it. There is one informer a kind: its selectors are those of whoever names
    /// any, and naming different ones is a mistake.
    /// </summary>
    public OperatorBuilder AddInformer<TEntity>(string? labelSelector = null, string? fieldSelector = null)
        where TEntity : class, IKubernetesObject
    {
        Want<TEntity>("AddInformer", labelSelector, fieldSelector);
        return this;
    }

    internal void Want<TEntity>(string wantedBy, string? labelSelector, string? fieldSelector)
        where TEntity : class, IKubernetesObject
    {
        Services.TryAddSingleton(static services => ControllerFactory.CreateInformer<TEntity>(services));
        Services.TryAddSingleton<IEntityCache<TEntity>>(static services => services.GetRequiredService<Informer<TEntity>>());
        _registrations.Informers.Add(new InformerRegistration(
            typeof(TEntity), wantedBy, labelSelector, fieldSelector, static services => services.GetRequiredService<Informer<TEntity>>()));
    }
}
