using Howdah.Postgres;
using Howdah.Postgres.Configuration;

namespace Howdah.HighAvailability.Quorum;

/// <summary>What decides which standbys commits wait for.</summary>
public sealed record SynchronousObservation
{
    public required ClusterState Cluster { get; init; }

    /// <summary>spec.replication.synchronous.number; null: asynchronous.</summary>
    public int? Wanted { get; init; }

    /// <summary>Of the instances that could be reached.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>What the last call returned; null at first. Need not outlive the process.</summary>
    public SynchronousMemory? Memory { get; init; }

    /// <summary>Wall clock: only for how long a standby may be away before it is left out.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What the policy remembers between two calls.</summary>
public sealed record SynchronousMemory
{
    /// <summary>Primary, timeline and setting that this is about.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Reports in which the primary ran with the setting on record.</summary>
    public int Seen { get; init; }

    /// <summary>Where the primary's WAL ended when it was seen so: nothing behind this was acknowledged under an older setting.</summary>
    public Lsn At { get; init; }

    /// <summary>Standbys on record that do not stream, and since when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> AwaySince { get; init; } = new Dictionary<string, DateTimeOffset>();
}

/// <param name="Next">status.synchronous; equal to the present one when nothing changes.</param>
/// <param name="Memory">For the next call.</param>
/// <param name="Message">For people, or null.</param>
public sealed record SynchronousStep(SynchronousStandbys? Next, SynchronousMemory Memory, string? Message = null);

/// <summary>
/// Keeps status.synchronous. The names on record change one set at a time: first the new set is written (elections then need a quorum of the old and of the new one), the
/// primary takes it over, and only when enough standbys of the new set have flushed everything that may have been acknowledged under the old set does
/// <see cref="SynchronousStandbys.Applied"/> follow. A set that never gets that far, because its standbys went away, is replaced and stays in Applied. The same holds after a failover: until then the set of the old primary decides, so that a second failover
/// cannot lose what only the two primaries had.
/// </summary>
public static class SynchronousPolicy
{
    /// <summary>A standby that is away for this long is no longer waited for, if enough others stream.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static SynchronousStep Next(SynchronousObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var cluster = observation.Cluster;
        var memory = observation.Memory ?? new SynchronousMemory();
        if (observation.Wanted is not { } number || number < 1)
        {
            return new SynchronousStep(null, memory);
        }

        var primary = observation.Reports.FirstOrDefault(report => report.Name == cluster.CurrentPrimary);
        if (primary is not { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true, FlushedLsn: { } flushed }
            || cluster.Failover.State is not (FailoverState.Stable or FailoverState.ReconfiguringReplicas))
        {
            return new SynchronousStep(cluster.Synchronous, memory, "The primary does not answer");
        }

        var streaming = primary.Standbys
            .Where(standby => standby.State == "streaming" && standby.Name != primary.Name && cluster.Members.Any(member => member.Name == standby.Name))
            .ToDictionary(standby => standby.Name, standby => standby.FlushedLsn ?? default);
        if (cluster.Synchronous is not { } record)
        {
            return streaming.Count >= number
                ? new SynchronousStep(new SynchronousStandbys(number, Sorted(streaming.Keys), primary.SynchronousStandbyNames ?? ""), memory)
                : new SynchronousStep(null, memory, $"Commits are asynchronous until {number} standby(s) stream");
        }

        var setting = SynchronousNames.Render(record.Number, [.. record.Names]);
        var canConfirm = record.Applied != setting && record.Names.Count(streaming.ContainsKey) >= record.Number;
        return !canConfirm
            ? Change(observation, memory, record, setting, number, streaming.Keys)
            : Confirm(memory, record, setting, $"{primary.Name} {primary.Timeline} {setting}", primary.SynchronousStandbyNames == setting, flushed, streaming);
    }

    /// <summary>The end of the primary's WAL is taken at the second report: walsenders take a setting over a moment after the session that reported it.</summary>
    private static SynchronousStep Confirm(
        SynchronousMemory memory, SynchronousStandbys record, string setting, string subject, bool runs, Lsn flushed, Dictionary<string, Lsn> streaming)
    {
        if (!runs)
        {
            return new SynchronousStep(record, memory with { Subject = "", Seen = 0 }, "The primary has not taken over the names of its synchronous standbys yet");
        }

        if (memory.Subject != subject || memory.Seen < 2)
        {
            var seen = memory.Subject == subject ? memory.Seen + 1 : 1;
            return new SynchronousStep(record, memory with { Subject = subject, Seen = seen, At = flushed }, "The primary has taken over the names of its synchronous standbys");
        }

        var complete = record.Names.Count(name => streaming.TryGetValue(name, out var position) && position >= memory.At);
        return complete >= record.Number
            ? new SynchronousStep(record with { Applied = setting }, memory)
            : new SynchronousStep(record, memory, $"{record.Number - complete} more of {string.Join(", ", record.Names)} must flush up to {memory.At}");
    }

    private static SynchronousStep Change(
        SynchronousObservation observation, SynchronousMemory memory, SynchronousStandbys record, string setting, int number, IReadOnlyCollection<string> streaming)
    {
        var away = record.Names.Where(name => !streaming.Contains(name))
            .ToDictionary(name => name, name => memory.AwaySince.TryGetValue(name, out var since) ? since : observation.Now);
        var next = memory with { AwaySince = away };
        var excused = away.Where(pair => observation.Now - pair.Value < Patience && IsStandby(observation.Cluster, pair.Key)).Select(pair => pair.Key);
        var wanted = Sorted(streaming.Concat(excused));
        if (streaming.Count < number || (number == record.Number && wanted.SequenceEqual(Sorted(record.Names))))
        {
            return new SynchronousStep(record, next, streaming.Count < number ? $"Commits wait: {streaming.Count} of {number} standby(s) stream" : null);
        }

        return new SynchronousStep(new SynchronousStandbys(number, wanted, AppliedSettings.Add(record.Applied, setting)), next);
    }

    private static bool IsStandby(ClusterState cluster, string name) => name != cluster.CurrentPrimary && cluster.Members.Any(member => member.Name == name);

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
