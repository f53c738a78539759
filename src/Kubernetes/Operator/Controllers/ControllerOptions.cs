using System.Reflection;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>How one controller runs.</summary>
internal sealed record ControllerOptions<T>
    where T : class, IKubernetesObject
{
    /// <summary>Also the queue's name, the field manager of finalizer patches and the metrics' label.</summary>
    public string Name { get; init; } = DefaultName();

    public int MaxConcurrentReconciles { get; init; } = 1;

    /// <summary>Every object is looked at again after about this time; null: only when something changes.</summary>
    public TimeSpan? Resync { get; init; } = TimeSpan.FromHours(10);

    public TimeSpan ReconcileTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Connects other kinds' informers to the queue.</summary>
    public IReadOnlyList<Action<IServiceProvider, Action<NamespacedName>>> Sources { get; init; } = [];

    // A kind without the attribute is reported at start, with everything else that is wrong.
    private static string DefaultName() => (typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()?.Kind ?? typeof(T).Name).ToLowerInvariant();
}
