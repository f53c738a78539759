using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

/// <summary>Candidates for one lease, simulated on one thread. Their monotonic clocks run alike; their wall clocks do as they like.</summary>
internal sealed class Election : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly SingleThreadContext _context = new();

    public InMemoryCluster Cluster { get; } = new(new FakeTimeProvider());

    public List<Candidate> Candidates { get; } = [];

    public V1Lease Lease => Cluster.Stored<V1Lease>().Single();

    public (string? Holder, int Duration, int Transitions) Record =>
        (Lease.Spec!.HolderIdentity, Lease.Spec.LeaseDurationSeconds!.Value, Lease.Spec.LeaseTransitions!.Value);

    public Candidate Join(string name, int seed = 1)
    {
        var candidate = new Candidate(name, Cluster, seed);
        Candidates.Add(candidate);
        candidate.Start();
        _context.Pump();
        return candidate;
    }

    public void Stop(Candidate candidate)
    {
        candidate.Stop();
        _context.Pump();
    }

    /// <summary>Moves time on in steps of at most a tenth of a second.</summary>
    public void Advance(TimeSpan by)
    {
        do
        {
            var step = by < Tick ? by : Tick;
            foreach (var candidate in Candidates)
            {
                candidate.Time.Advance(step);
            }

            _context.Pump();
            by -= step;
        }
        while (by > TimeSpan.Zero);
    }

    /// <summary>Moves time on in steps of a tenth of a second until the condition holds, and says how long that took.</summary>
    public TimeSpan AdvanceUntil(Func<bool> condition, int limitSeconds = 120)
    {
        for (var ticks = 0; ; ticks++)
        {
            if (condition())
            {
                return ticks * Tick;
            }

            Assert.True(ticks < limitSeconds * 10, "The condition did not come true");
            Advance(Tick);
        }
    }

    public void Store(Action<V1Lease> change)
    {
        var lease = Lease;
        change(lease);
        _ = Cluster.UpdateAsync(lease);
    }

    public void Dispose()
    {
        foreach (var candidate in Candidates)
        {
            candidate.Client.Partition = Partition.None;
            candidate.Stop();
        }

        _context.Pump();
        _context.Dispose();
    }
}
