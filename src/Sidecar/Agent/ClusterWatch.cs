using System.Net;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Sidecar.Supervision;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// The agent's PostgresCluster: by watch, and by a plain read whenever the watch has been silent for some time, because a watch may be cut without a word.
/// </summary>
internal sealed class ClusterWatch(IKubernetesClient client, AgentIdentity identity, Wake wake, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private V1PostgresCluster? _latest;
    private long _seenAt;

    /// <summary>As last seen; null until it has been read once.</summary>
    public V1PostgresCluster? Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>Since the API server last said anything about it.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_lock)
            {
                return _latest is null ? TimeSpan.MaxValue : clock.GetElapsedTime(_seenAt);
            }
        }
    }

    /// <summary>A read that no cache answers. Null when there is no such cluster; then the last state seen stays.</summary>
    /// <exception cref="KubernetesApiException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">There is no server.</exception>
    public async Task<V1PostgresCluster?> ReadAsync(CancellationToken cancellationToken)
    {
        var cluster = await client.GetAsync<V1PostgresCluster>(identity.Cluster, identity.Namespace, cancellationToken);
        if (cluster is not null)
        {
            Take(cluster);
        }

        return cluster;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failing = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(cancellationToken);
                failing = false;
                await WatchAsync(cancellationToken);
            }
            catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
            {
                if (!failing && exception is not KubernetesApiException { IsGone: true })
                {
                    log.ClusterReadFailed(exception);
                    failing = true;
                }

                await Pause(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var options = new WatchOptions
        {
            FieldSelector = "metadata.name=" + identity.Cluster,
            ResourceVersion = Latest?.Metadata.ResourceVersion ?? throw new KubernetesApiException(HttpStatusCode.NotFound, "NotFound", "There is no such PostgresCluster."),
            Timeout = WatchTimeout,
        };
        // A cut that nobody told us of shows as silence beyond the time the server was to end the watch.
        using var silence = new CancellationTokenSource(WatchTimeout + WatchGrace, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        await foreach (var change in client.WatchAsync<V1PostgresCluster>(identity.Namespace, options, either.Token))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            {
                Take(change.Object);
            }
        }
    }

    private static async Task Pause(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Retry, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop looks for itself.
        }
    }

    private void Take(V1PostgresCluster cluster)
    {
        bool changed;
        lock (_lock)
        {
            // Two requests may overtake each other. Versions are opaque, but of one object they rise in every store there is.
            changed = _latest?.Metadata.ResourceVersion != cluster.Metadata.ResourceVersion && !IsOlder(cluster, _latest);
            if (changed)
            {
                _latest = cluster;
            }

            _seenAt = clock.GetTimestamp();
        }

        if (changed)
        {
            wake.Set();
        }
    }

    private static bool IsOlder(V1PostgresCluster cluster, V1PostgresCluster? than) =>
        than is not null && cluster.Metadata.Uid == than.Metadata.Uid
        && ulong.TryParse(cluster.Metadata.ResourceVersion, out var version) && ulong.TryParse(than.Metadata.ResourceVersion, out var other) && version < other;
}
