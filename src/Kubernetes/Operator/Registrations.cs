using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;

namespace Howdah.Kubernetes.Operator;

/// <summary>A controller as registered, before anything is built.</summary>
internal sealed record ControllerRegistration(
    string Name,
    Type Entity,
    Type Controller,
    IReadOnlyList<string> Problems,
    IReadOnlyList<Type> Owned,
    Func<IServiceProvider, object> ResolveController,
    Func<IServiceProvider, IControllerLoop> CreateLoop);

internal sealed record FinalizerRegistration(string Id, Type Entity, Type Finalizer, Func<IServiceProvider, object> Resolve);

/// <summary>Someone's wish for an informer; null selectors leave it to others.</summary>
internal sealed record InformerRegistration(
    Type Entity, string WantedBy, string? LabelSelector, string? FieldSelector, Func<IServiceProvider, IInformer> Resolve);

internal sealed class Registrations
{
    public List<ControllerRegistration> Controllers { get; } = [];

    public List<FinalizerRegistration> Finalizers { get; } = [];

    public List<InformerRegistration> Informers { get; } = [];

    public List<string> Problems { get; } = [];

    public string? LabelSelector(Type entity) => Informers.Find(wish => wish.Entity == entity && wish.LabelSelector is not null)?.LabelSelector;

    public string? FieldSelector(Type entity) => Informers.Find(wish => wish.Entity == entity && wish.FieldSelector is not null)?.FieldSelector;

    /// <summary>One informer a kind, however many wished for it.</summary>
    public IEnumerable<IInformer> ResolveInformers(IServiceProvider services) =>
        Informers.DistinctBy(static wish => wish.Entity).Select(wish => wish.Resolve(services));
}
