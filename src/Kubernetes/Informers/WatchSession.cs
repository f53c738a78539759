using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Informers;

internal enum WatchEnd
{
    /// <summary>The server or the network ended it after it had done its work: watch again at once.</summary>
    Closed,

    /// <summary>It ended within a second without an event: something is wrong, back off.</summary>
    TooShort,

    /// <summary>Nothing arrived for longer than the server may stay silent.</summary>
    Stalled,
}

/// <summary>One watch request from its opening to its end. Refusals by the server, 410 among them, surface as <see cref="KubernetesApiException"/>.</summary>
internal sealed class WatchSession<T>(
    IKubernetesClient client, string? ns, InformerOptions<T> options, ReflectorStatus status, TimeProvider time, Jitter jitter)
    where T : class, IKubernetesObject
{
    /// <summary>The shortest and longest time a watch is asked to last (client-go tools/cache/reflector.go).</summary>
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="ShortestTimeout"/>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long after its timeout the server must have ended a quiet watch.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The longest silence while the initial state is streamed.</summary>
    public static readonly TimeSpan InitialSilence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    // Longer than any request takes to be refused: what breaks after this was open.
    private static readonly TimeSpan SurelyOpen = TimeSpan.FromMinutes(1);

    /// <summary>Watches from a version on.</summary>
    public Task<WatchEnd> RunAsync(string resourceVersion, Action<WatchEvent<T>> handle, CancellationToken cancellationToken) =>
        RunAsync(new WatchOptions { ResourceVersion = resourceVersion }, (item, _) => handle(item), streamsState: false, cancellationToken);

    /// <summary>Watches with the state sent first; <paramref name="handle"/> calls its second argument when the state is complete.</summary>
    /// <param name="resourceVersion">The state must be at least this new; null for the newest.</param>
    /// <param name="handle">Called for every event.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public Task<WatchEnd> RunWithStateAsync(string? resourceVersion, Action<WatchEvent<T>, Action> handle, CancellationToken cancellationToken)
    {
        var request = new WatchOptions { ResourceVersion = resourceVersion ?? "", ResourceVersionMatch = "NotOlderThan", SendInitialEvents = true };
        return RunAsync(request, handle, streamsState: true, cancellationToken);
    }

    private async Task<WatchEnd> RunAsync(
        WatchOptions request, Action<WatchEvent<T>, Action> handle, bool streamsState, CancellationToken cancellationToken)
    {
        var timeout = jitter.Between(ShortestTimeout, LongestTimeout);
        var started = time.GetTimestamp();
        var events = 0;
        using var watchdog = new StreamWatchdog(time, streamsState ? InitialSilence : timeout + Grace, cancellationToken);
        void StateComplete() => watchdog.Expect(timeout + Grace);
        request = request with { Timeout = timeout, LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector };
        try
        {
            status.Watching();
            await foreach (var item in client.WatchAsync<T>(ns, request, watchdog.Token))
            {
                watchdog.Arrived();
                events++;
                status.Saw(item.Type);
                handle(item, StateComplete);
            }
        }
        catch (Exception) when (watchdog.HasBarked && !cancellationToken.IsCancellationRequested)
        {
            status.Stalled();
            return WatchEnd.Stalled;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException && (events > 0 || time.GetElapsedTime(started) >= SurelyOpen))
        {
            return WatchEnd.Closed;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return events == 0 && time.GetElapsedTime(started) < Short ? WatchEnd.TooShort : WatchEnd.Closed;
    }
}
