using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Informers;

/// <summary>
/// Keeps a sink equal to what the server stores, for ever: list, watch, and list again when the server no longer knows the last version.
/// The state machine is that of client-go tools/cache/reflector.go. Only cancellation ends it.
/// </summary>
internal sealed class Reflector<T>
    where T : class, IKubernetesObject
{
    /// <summary>Failures of a watch in a row after which the state is listed again.</summary>
    public const int MaxWatchFailures = 5;

    /// <summary>Streams of state in a row that ended before the state was complete, after which lists are used.</summary>
    public const int MaxUnfinishedStreams = 3;

    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    private readonly string? _namespace;
    private readonly IReflectorSink<T> _sink;
    private readonly WatchListSupport _watchList;
    private readonly ILogger _logger;
    private readonly ReflectorBackoff _backoff;
    private readonly ListSession<T> _lister;
    private readonly WatchSession<T> _watcher;

    // Null before the first list. Opaque: only ever sent back.
    private string? _resourceVersion;
    private bool _mustList = true;
    private bool _mustReadConsistently;
    private int _watchFailures;
    private int _unfinishedStreams;

    public Reflector(
        IKubernetesClient client,
        string? ns,
        InformerOptions<T> options,
        IReflectorSink<T> sink,
        WatchListSupport watchList,
        ReflectorStatus status,
        TimeProvider time,
        Jitter jitter,
        ILogger logger)
    {
        _namespace = ns;
        _sink = sink;
        _watchList = watchList;
        _logger = logger;
        Status = status;
        _backoff = new ReflectorBackoff(time, jitter);
        _lister = new ListSession<T>(client, ns, options, status);
        _watcher = new WatchSession<T>(client, ns, options, status, time, jitter);
    }

    public ReflectorStatus Status { get; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            if (await NextAsync(cancellationToken) is not WatchEnd.TooShort)
            {
                return;
            }

            Log.WatchWasTooShort(_logger, typeof(T).Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            failure = error;
            Status.Failed(error);
            Decide(error);
        }

        await _backoff.WaitAsync((failure as KubernetesApiException)?.RetryAfter, cancellationToken);
        Status.Progressed();
    }

    private async Task<WatchEnd> NextAsync(CancellationToken cancellationToken)
    {
        if (!_mustList)
        {
            return Note(await _watcher.RunAsync(_resourceVersion ?? "", Handle, cancellationToken));
        }

        if (_watchList.IsWorthTrying)
        {
            return Note(await StreamStateAsync(cancellationToken));
        }

        var version = _mustReadConsistently ? null : _resourceVersion ?? "0";
        var list = await _lister.RunAsync(version, _sink.Keep, cancellationToken);
        Replace(list.Items, list.ResourceVersion);
        return WatchEnd.Closed;
    }

    private async Task<WatchEnd> StreamStateAsync(CancellationToken cancellationToken)
    {
        var state = new Dictionary<NamespacedName, T>();
        var complete = false;
        WatchEnd end;
        try
        {
            end = await _watcher.RunWithStateAsync(_mustReadConsistently ? null : _resourceVersion, Take, cancellationToken);
        }
        catch (KubernetesApiException refusal)
            when (!complete && refusal.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            FallBack(refusal.Message);
            return WatchEnd.Closed;
        }

        if (!complete && (end is WatchEnd.Stalled || ++_unfinishedStreams >= MaxUnfinishedStreams))
        {
            FallBack("The initial state was not completed");
        }

        return end;

        void Take(WatchEvent<T> item, Action stateComplete)
        {
            if (complete)
            {
                Handle(item);
                return;
            }

            switch (item.Type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    state[NamespacedName.Of(item.Object)] = _sink.Keep(item.Object);
                    break;
                case WatchEventType.Deleted:
                    state.Remove(NamespacedName.Of(item.Object));
                    break;
                case WatchEventType.Bookmark when item.Object.Metadata.Annotations?.GetValueOrDefault(InitialEventsEnd) == "true":
                    Replace(state.Values, item.Object.Metadata.ResourceVersion ?? "");
                    complete = true;
                    _unfinishedStreams = 0;
                    state = [];
                    stateComplete();
                    break;
                default:
                    break;
            }
        }
    }

    private void Replace(IReadOnlyCollection<T> entities, string resourceVersion)
    {
        _sink.Replace(_namespace, entities);
        _resourceVersion = resourceVersion;
        (_mustList, _mustReadConsistently, _watchFailures) = (false, false, 0);
        Status.Listed();
        Log.Listed(_logger, typeof(T).Name, _namespace ?? "*", entities.Count);
    }

    private void Handle(WatchEvent<T> item)
    {
        var version = item.Object.Metadata.ResourceVersion;
        switch (item.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                _sink.Put(_sink.Keep(item.Object));
                break;
            case WatchEventType.Deleted:
                _sink.Remove(_sink.Keep(item.Object));
                break;
            default:
                break;
        }

        _watchFailures = 0;
        _resourceVersion = version ?? _resourceVersion;
    }

    private WatchEnd Note(WatchEnd end)
    {
        if (end is WatchEnd.Stalled)
        {
            Log.WatchStalled(_logger, typeof(T).Name);
        }

        return end;
    }

    private void FallBack(string reason)
    {
        if (_watchList.Refuse())
        {
            Log.FellBackToLists(_logger, reason);
        }
    }

    private void Decide(Exception error)
    {
        switch (error)
        {
            case KubernetesApiException api when api.IsGone || IsTooLarge(api):
                _mustList = _mustReadConsistently = true;
                Log.VersionExpired(_logger, typeof(T).Name, api.Message);
                break;
            case KubernetesApiException { IsTransient: false } api:
                _mustList = true;
                Log.Refused(_logger, typeof(T).Name, (int)api.StatusCode, api.Message);
                break;
            default:
                _mustList |= ++_watchFailures >= MaxWatchFailures;
                Log.Failed(_logger, error, typeof(T).Name, _mustList ? "listing" : "watching");
                break;
        }
    }

    // A server that is behind the one that answered before; a consistent read waits for it.
    private static bool IsTooLarge(KubernetesApiException error) =>
        error.Reason == "Timeout" && error.Message.Contains("Too large resource version", StringComparison.OrdinalIgnoreCase);
}
