using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Operator;

/// <summary>What one controller looks at besides its own kind, and how it runs.</summary>
public sealed class ControllerBuilder<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly OperatorBuilder _operator;
    private readonly List<Action<IServiceProvider, Action<NamespacedName>>> _sources = [];
    private readonly List<Type> _owned = [];
    private readonly List<string> _problems = [];
    private ControllerOptions<TEntity> _options = new();

    internal ControllerBuilder(OperatorBuilder @operator) => _operator = @operator;

    internal ControllerOptions<TEntity> Options => _options with { Sources = _sources };

    internal IReadOnlyList<Type> Owned => _owned;

    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>Lower case; names the queue, the metrics and the field manager. The default is the kind.</summary>
    public ControllerBuilder<TEntity> WithName(string name)
    {
        _options = _options with { Name = name };
        return this;
    }

    /// <summary>How many objects are worked on at once; one by default. The same object never is.</summary>
    public ControllerBuilder<TEntity> WithConcurrency(int workers)
    {
        Check(workers >= 1, $"the concurrency must be at least 1, not {workers}");
        _options = _options with { MaxConcurrentReconciles = workers };
        return this;
    }

    /// <summary>Every object is looked at again after about this time (a tenth more or less); ten hours by default.</summary>
    public ControllerBuilder<TEntity> WithResync(TimeSpan period)
    {
        Check(period > TimeSpan.Zero, "the resync period must be positive");
        _options = _options with { Resync = period };
        return this;
    }

    /// <summary>Objects are looked at only when something changes.</summary>
    public ControllerBuilder<TEntity> WithoutResync()
    {
        _options = _options with { Resync = null };
        return this;
    }

    /// <summary>A reconciliation that takes longer is cancelled and tried again; five minutes by default.</summary>
    public ControllerBuilder<TEntity> WithReconcileTimeout(TimeSpan timeout)
    {
        Check(timeout > TimeSpan.Zero && timeout <= TimeSpan.FromDays(1), "the reconcile timeout must be positive and at most a day");
        _options = _options with { ReconcileTimeout = timeout };
        return this;
    }

    /// <summary>Any change of an object whose controlling owner is one of ours brings that owner up. Never filtered: readiness is status.</summary>
    public ControllerBuilder<TEntity> Owns<TOwned>(string? labelSelector = null)
        where TOwned : class, IKubernetesObject
    {
        _owned.Add(typeof(TOwned));
        _operator.Want<TOwned>(typeof(TEntity).Name, labelSelector, null);
        _sources.Add(static (services, enqueue) =>
        {
            var ownerKind = ResourceKind.Of<TEntity>();
            services.GetRequiredService<Informer<TOwned>>().OnChange(delta =>
            {
                foreach (var owner in OwnerMapper.Owners(ownerKind, delta))
                {
                    enqueue(owner);
                }
            });
        });
        return this;
    }

    /// <summary>Any change of another kind's object brings up the keys that <paramref name="map"/> names, for its state before and after.</summary>
    public ControllerBuilder<TEntity> Watches<TOther>(Func<TOther, IEnumerable<NamespacedName>> map, string? labelSelector = null)
        where TOther : class, IKubernetesObject => Watches<TOther>((other, _) => map(other), labelSelector);

    /// <summary>As the other overload; <paramref name="map"/> also gets what is known of the controller's own kind.</summary>
    public ControllerBuilder<TEntity> Watches<TOther>(
        Func<TOther, IEntityCache<TEntity>, IEnumerable<NamespacedName>> map, string? labelSelector = null)
        where TOther : class, IKubernetesObject
    {
        _operator.Want<TOther>(typeof(TEntity).Name, labelSelector, null);
        _sources.Add((services, enqueue) =>
        {
            var own = services.GetRequiredService<Informer<TEntity>>();
            services.GetRequiredService<Informer<TOther>>().OnChange(delta =>
            {
                var before = delta.Old is { } old ? map(old, own) : [];
                var after = delta.New is { } now ? map(now, own) : [];
                foreach (var key in before.Union(after))
                {
                    enqueue(key);
                }
            });
        });
        return this;
    }

    private void Check(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add(problem);
        }
    }
}
