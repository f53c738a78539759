using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Informers;

/// <summary>
/// A cache of one kind that follows the API server, with a loop per watched namespace. Changes that happened while nobody was watching,
/// deletions included, are reported when they are found out.
/// </summary>
public sealed class Informer<T> : IInformer, IEntityCache<T>
    where T : class, IKubernetesObject
{
    /// <summary>The loop gives some sign of life at least once per watch; more than this means it hangs.</summary>
    internal static readonly TimeSpan LongestSilence = WatchSession<T>.LongestTimeout + (4 * WatchSession<T>.Grace);

    private readonly ObjectStore<T> _store = new();
    private readonly List<Action<StoreDelta<T>>> _handlers = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private readonly List<Reflector<T>> _reflectors;
    private volatile Task? _loops;

    public Informer(IKubernetesClient client, InformerOptions<T> options, TimeProvider time, ILogger logger)
        : this(client, options, time, logger, new WatchListSupport(), Jitter.Shared, null)
    {
    }

    internal Informer(
        IKubernetesClient client,
        InformerOptions<T> options,
        TimeProvider time,
        ILogger logger,
        WatchListSupport watchList,
        Jitter jitter,
        InformerInstruments? instruments)
    {
        _logger = logger;
        var kind = ResourceKind.Of<T>();
        Kind = kind.Kind;
        var metrics = instruments is null ? null : new InformerMetrics(instruments, Kind);
        instruments?.Register(this);
        var sink = new Sink(this, options.Transform);
        string?[] namespaces = kind.Namespaced && options.Namespaces.Count > 0 ? [.. options.Namespaces.Distinct()] : [null];
        _reflectors = [.. namespaces.Select(ns =>
            new Reflector<T>(client, ns, options, sink, watchList, new ReflectorStatus(time, metrics), time, jitter, logger))];
    }

    /// <inheritdoc/>
    public string Kind { get; }

    public bool HasSynced => _store.HasSynced;

    public int Count => _store.Count;

    /// <inheritdoc/>
    public string? StuckReason
    {
        get
        {
            if (_loops is not { } loops)
            {
                return null;
            }

            var silence = _reflectors.Max(static reflector => reflector.Status.SinceProgress);
            return loops.IsFaulted ? $"ended: {loops.Exception.GetBaseException().Message}"
                : silence > LongestSilence ? $"silent for {silence.TotalSeconds:0} s"
                : null;
        }
    }

    /// <inheritdoc/>
    public string? LastError => _reflectors.Select(static reflector => reflector.Status.LastError).FirstOrDefault(static error => error is not null);

    internal IEnumerable<ReflectorStatus> Statuses => _reflectors.Select(static reflector => reflector.Status);

    public T? Get(NamespacedName key) => _store.Get(key);

    public IReadOnlyList<T> List(string? ns = null) => _store.List(ns);

    public IReadOnlyList<T> OwnedBy(string ownerUid) => _store.OwnedBy(ownerUid);

    public IReadOnlyList<T> WithLabel(string ns, string label, string value) => _store.WithLabel(ns, label, value);

    /// <summary>Calls <paramref name="handler"/> for every change, in order within a namespace; it must be quick and thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The informer is already running.</exception>
    public void OnChange(Action<StoreDelta<T>> handler)
    {
        if (_loops is not null)
        {
            throw new InvalidOperationException("Handlers must be added before the informer runs.");
        }

        _handlers.Add(handler);
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (_loops is not null)
        {
            throw new InvalidOperationException("The informer is already running.");
        }

        return _loops = Task.WhenAll(_reflectors.Select(reflector => Task.Run(() => reflector.RunAsync(cancellationToken), CancellationToken.None)));
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    private void Dispatch(IReadOnlyList<StoreDelta<T>> deltas)
    {
        foreach (var delta in deltas)
        {
            foreach (var handler in _handlers)
            {
                try
                {
                    handler(delta);
                }
                catch (Exception error)
                {
                    Log.HandlerThrew(_logger, error, Kind);
                }
            }
        }
    }

    private sealed class Sink(Informer<T> informer, Func<T, T> transform) : IReflectorSink<T>
    {
        private readonly HashSet<string> _listed = [];

        public T Keep(T entity)
        {
            var reused = informer._store.Reuse(entity);
            if (!ReferenceEquals(reused, entity))
            {
                return reused;
            }

            try
            {
                entity = transform(entity);
            }
            catch (Exception error)
            {
                Log.TransformThrew(informer._logger, error, informer.Kind);
            }

            return entity;
        }

        public void Replace(string? ns, IReadOnlyCollection<T> entities)
        {
            informer.Dispatch(informer._store.Replace(ns, entities));
            lock (_listed)
            {
                if (_listed.Add(ns ?? "") && _listed.Count == informer._reflectors.Count)
                {
                    informer._store.HasSynced = true;
                    informer._synced.TrySetResult();
                }
            }
        }

        public void Put(T entity) => informer.Dispatch(informer._store.Put(entity));

        public void Remove(T entity) => informer.Dispatch(informer._store.Remove(entity));
    }
}
