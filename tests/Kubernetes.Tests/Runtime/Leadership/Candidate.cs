using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

/// <summary>A process that wants to lead, with a clock of its own.</summary>
internal sealed class Candidate
{
    private readonly CancellationTokenSource _stop = new();

    public Candidate(string name, InMemoryCluster cluster, int seed = 1)
    {
        Name = name;
        Client = new PartitionableClient(cluster);
        Elector = new LeaderElector(
            Client,
            new LeaderElectionOptions { LeaseName = "lease", LeaseNamespace = "default", Identity = name },
            Time,
            NullLogger.Instance,
            new Jitter(new Random(seed)),
            null);
    }

    public string Name { get; }

    public FakeTimeProvider Time { get; } = new();

    public PartitionableClient Client { get; }

    public LeaderElector Elector { get; }

    public Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Set while the work that only a leader may do is going on.</summary>
    public bool Working { get; private set; }

    /// <summary>How long the work takes to end after it is told to, in its own time.</summary>
    public TimeSpan Sluggishness { get; set; } = TimeSpan.Zero;

    public void Start() => Run = Elector.RunAsync(WorkAsync, _stop.Token);

    /// <summary>A graceful stop.</summary>
    public void Stop() => _stop.Cancel();

    private async Task WorkAsync(CancellationToken lost)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lost, _stop.Token);
        Working = true;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await Task.Delay(Sluggishness, Time, CancellationToken.None);
        }
        finally
        {
            Working = false;
        }
    }
}
