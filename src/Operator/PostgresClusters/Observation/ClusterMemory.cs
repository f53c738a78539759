using Howdah.HighAvailability.Lease;
using Howdah.HighAvailability.Quorum;
using Howdah.Operator.Applying;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>What the operator remembers of a cluster between reconciliations. All of it may be lost: a new operator begins without.</summary>
internal sealed class ClusterMemory(string uid, TimeProvider time) : IMemory
{
    private readonly Lock _leaseGate = new();
    private readonly LeaseObserver _lease = new(time.TimestampFrequency);

    /// <summary>Work that was found done, by what it is: the facts it was done for, and when.</summary>
    private Dictionary<string, (string Facts, long At)>? _done;

    // Ten thousand clusters: what most of them never use is made when it is used.
    private Dictionary<string, LookUp>? _lookUps;
    private Dictionary<string, string>? _told;

    public string Uid { get; } = uid;

    /// <summary>Instances whose agent did not answer last time: they get less time.</summary>
    public IReadOnlyList<string> Silent { get; set; } = [];

    /// <summary>When fast-changing numbers were last written to the status, as a timestamp; null: not by this process.</summary>
    public long? NumbersWritten { get; set; }

    /// <summary>What the choice of synchronous standbys goes by.</summary>
    public SynchronousMemory? Synchronous { get; set; }

    /// <summary>Things that are looked up on the server, by what they are.</summary>
    public Dictionary<string, LookUp> LookUps => _lookUps ??= new(StringComparer.Ordinal);

    /// <summary>The last message told by an Event, by reason: the same is not told twice.</summary>
    public Dictionary<string, string> Told => _told ??= new(StringComparer.Ordinal);

    /// <summary>Whether anything was told that is not settled.</summary>
    public bool HasTold => _told is { Count: > 0 };

    /// <summary>Whether <paramref name="what"/> was found done for the very same facts within the time.</summary>
    public bool IsDone(string what, string facts, TimeSpan within) =>
        _done is { } all && all.TryGetValue(what, out var done) && done.Facts == facts && time.GetElapsedTime(done.At) < within;

    public void Done(string what, string facts) => (_done ??= new(StringComparer.Ordinal))[what] = (facts, time.GetTimestamp());

    /// <summary>Takes a fresh read of the lease, from whichever thread receives it.</summary>
    public void ObserveLease(LeaseRecord? record)
    {
        lock (_leaseGate)
        {
            _lease.Observe(record, time.GetTimestamp());
        }
    }

    public (LeaseView View, LeaseRecord? Record, TimeSpan Remaining) Lease()
    {
        lock (_leaseGate)
        {
            var now = time.GetTimestamp();
            return (_lease.View(now), _lease.Record, _lease.Remaining(now));
        }
    }
}
