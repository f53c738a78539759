using Howdah.Postgres;
using Howdah.Postgres.Configuration;

namespace Howdah.HighAvailability.Quorum;

/// <summary>What decides which standbys commits wait for.</summary>
public sealed record SynchronousObservation
{
    public required ClusterState Cluster { get; init; }

    /// <summary>spec.replication.synchronous.number; null or 0: asynchronous.</summary>
    public int? Wanted { get; init; }

    /// <summary>Of the instances that could be reached.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>What the last call returned; null at first. Need not outlive the process.</summary>
    public SynchronousMemory? Memory { get; init; }

    /// <summary>Wall clock: for how long a standby may be away before it is left out, and for the time that a setting needs to reach every process of the primary.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What the policy remembers between two calls.</summary>
public sealed record SynchronousMemory
{
    /// <summary>Primary, timeline and setting that this is about.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Reports in which the primary ran with the setting on record.</summary>
    public int Seen { get; init; }

    /// <summary>When the first of them came.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Where the primary's WAL ended when it was seen so: nothing behind this was acknowledged under an older setting.</summary>
    public Lsn At { get; init; }

    /// <summary>Standbys on record that do not stream, and since when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> AwaySince { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>What was seen was before the record changed, or under another setting: it proves nothing about the next time.</summary>
    internal SynchronousMemory Forget() => this with { Subject = "", Seen = 0, Since = default, At = default };

    /// <summary>Takes the end of the primary's WAL once a setting has had the time to reach every walsender.</summary>
    /// <returns>What to remember; null when the setting has settled and <see cref="At"/> holds.</returns>
    internal SynchronousMemory? See(string subject, Lsn flushed, DateTimeOffset now)
    {
        if (Subject != subject || now < Since)
        {
            return this with { Subject = subject, Seen = 1, Since = now, At = flushed };
        }

        if (Seen >= 2)
        {
            return null;
        }

        return now - Since < SynchronousPolicy.SettleTime ? this : this with { Seen = 2, At = flushed };
    }
}

/// <param name="Next">status.synchronous; equal to the present one when nothing changes.</param>
/// <param name="Memory">For the next call.</param>
/// <param name="Message">For people, or null.</param>
public sealed record SynchronousStep(SynchronousStandbys? Next, SynchronousMemory Memory, string? Message = null);

/// <summary>
/// Keeps status.synchronous. The names on record change one set at a time: first the new set is written (elections then need a quorum of the old and of the new one), the
/// primary takes it over, and only when enough standbys of the new set have flushed everything that may have been acknowledged under the old set does
/// <see cref="SynchronousStandbys.Applied"/> follow. A set that never gets that far, because its standbys went away, is replaced and stays in Applied. The same holds after a failover: until then the set of the old primary decides, so that a second failover
/// cannot lose what only the two primaries had. Synchronous replication is turned off by a record of 0 standbys: the primary stops waiting, elections still hold under
/// Applied, and the record goes when the primary is known to run without.
/// </summary>
public static class SynchronousPolicy
{
    /// <summary>A standby that is away for this long is no longer waited for, if enough others stream.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>From the first report of a setting until every walsender has surely taken it over: a reload reaches the processes of a server one by one.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    public static SynchronousStep Next(SynchronousObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var cluster = observation.Cluster;
        var memory = observation.Memory ?? new SynchronousMemory();
        var number = Math.Max(observation.Wanted ?? 0, 0);
        if (number == 0 && cluster.Synchronous is null)
        {
            return new SynchronousStep(null, memory.Forget());
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
        if (cluster.Synchronous is not { Number: > 0 } record)
        {
            return number > 0 && streaming.Count >= number
                ? new SynchronousStep(new SynchronousStandbys(number, Sorted(streaming.Keys), cluster.Synchronous?.Applied ?? primary.SynchronousStandbyNames ?? ""), memory.Forget())
                : Off(observation, memory, primary, flushed);
        }

        if (number == 0)
        {
            return new SynchronousStep(TurnedOff(record), memory.Forget(), "Commits will no longer wait for standbys");
        }

        var setting = SynchronousNames.Render(record.Number, [.. record.Names]);
        var canConfirm = record.Applied != setting && record.Names.Count(streaming.ContainsKey) >= record.Number;
        return !canConfirm
            ? Change(observation, memory.Forget(), record, setting, number, streaming.Keys)
            : Confirm(observation, memory, record, setting, primary, flushed, streaming);
    }

    /// <summary>The primary runs with what is on record, itself left out.</summary>
    private static bool Runs(SynchronousStandbys record, InstanceReport primary) =>
        SynchronousNames.TryParse(primary.SynchronousStandbyNames, out var number, out var names) && number == record.Number
        && names.Where(name => name != primary.Name).ToHashSet(StringComparer.Ordinal).SetEquals(record.Names.Where(name => name != primary.Name));

    private static SynchronousStandbys TurnedOff(SynchronousStandbys record) =>
        new(0, [], AppliedSettings.Add(record.Applied, SynchronousNames.Render(record.Number, [.. record.Names])));

    /// <summary>Nobody is to be waited for: the record, if there is one, goes when the primary runs so.</summary>
    private static SynchronousStep Off(SynchronousObservation observation, SynchronousMemory memory, InstanceReport primary, Lsn flushed)
    {
        if (observation.Cluster.Synchronous is not { } record)
        {
            return new SynchronousStep(null, memory.Forget(), $"Commits are asynchronous until {observation.Wanted} standby(s) stream");
        }

        if (!string.IsNullOrEmpty(primary.SynchronousStandbyNames))
        {
            return new SynchronousStep(record, memory.Forget(), "The primary still waits for its synchronous standbys");
        }

        return memory.See($"{primary.Name} {primary.Timeline} off", flushed, observation.Now) is { } seen
            ? new SynchronousStep(record, seen, "The primary no longer waits for standbys")
            : new SynchronousStep(null, memory.Forget());
    }

    private static SynchronousStep Confirm(
        SynchronousObservation observation, SynchronousMemory memory, SynchronousStandbys record, string setting, InstanceReport primary, Lsn flushed,
        Dictionary<string, Lsn> streaming)
    {
        if (!Runs(record, primary))
        {
            return new SynchronousStep(record, memory.Forget(), "The primary has not taken over the names of its synchronous standbys yet");
        }

        if (memory.See($"{primary.Name} {primary.Timeline} {setting} after {record.Applied}", flushed, observation.Now) is { } seen)
        {
            return new SynchronousStep(record, seen, "The primary has taken over the names of its synchronous standbys");
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
