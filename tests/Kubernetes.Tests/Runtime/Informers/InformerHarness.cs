using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

/// <summary>A running informer of widgets over an in-memory cluster in fake time.</summary>
internal sealed class InformerHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StoreDelta<V1Widget>> _deltas = new();
    private Task? _run;

    public InformerHarness(InformerOptions<V1Widget>? options = null, bool watchList = false)
    {
        Cluster = new InMemoryCluster(Time) { ServesWatchList = watchList };
        Support = new WatchListSupport();
        if (!watchList)
        {
            Support.Refuse();
        }

        Informer = new Informer<V1Widget>(
            Cluster, options ?? new InformerOptions<V1Widget>(), Time, NullLogger.Instance, Support, new Jitter(new Random(1)), null);
        Informer.OnChange(_deltas.Enqueue);
    }

    public FakeTimeProvider Time { get; } = new();

    public InMemoryCluster Cluster { get; }

    public WatchListSupport Support { get; }

    public Informer<V1Widget> Informer { get; }

    public ReflectorStatus Status => Informer.Statuses.Single();

    public List<string> Deltas => [.. _deltas.Select(delta => $"{delta.Kind} {delta.Key.Name}")];

    public List<StoreDelta<V1Widget>> RawDeltas => [.. _deltas];

    public static async Task<InformerHarness> Started(InformerOptions<V1Widget>? options = null, bool watchList = false, params string[] existing)
    {
        var harness = new InformerHarness(options, watchList);
        foreach (var name in existing)
        {
            await harness.Create(name);
        }

        harness.Start();
        await harness.Watching();
        return harness;
    }

    public void Start() => _run = Informer.RunAsync(_stop.Token);

    public Task<V1Widget> Create(string name, string ns = "default") => Cluster.CreateAsync(V1Widget.Named(name, ns));

    public async Task Resize(string name, int size)
    {
        var widget = (await Cluster.GetAsync<V1Widget>(name, "default"))!;
        widget.Spec.Size = size;
        await Cluster.UpdateAsync(widget);
    }

    public Task Delete(string name) => Cluster.DeleteAsync<V1Widget>(name, "default");

    public async Task Watching()
    {
        await Eventually.Completes(Informer.WaitForSyncAsync(CancellationToken.None));
        await Eventually.True(() => Cluster.OpenWatches == Informer.Statuses.Count(), () => $"{Cluster.OpenWatches} watches are open");
    }

    public Task SeesWhatIsStored() => Eventually.True(() => KnownVersions().SetEquals(StoredVersions()));

    public Task SeesWhatIsStoredWhileTimePasses(TimeSpan step) =>
        Eventually.TrueWhileAdvancing(Time, step, () => KnownVersions().SetEquals(StoredVersions()) && Cluster.OpenWatches == 1);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is { } run)
        {
            await Eventually.Completes(run);
        }

        _stop.Dispose();
    }

    private HashSet<string> KnownVersions() => [.. Informer.List().Select(Version)];

    private HashSet<string> StoredVersions() => [.. Cluster.Stored<V1Widget>().Select(Version)];

    private static string Version(V1Widget widget) => $"{NamespacedName.Of(widget)}@{widget.Metadata.ResourceVersion}";
}
