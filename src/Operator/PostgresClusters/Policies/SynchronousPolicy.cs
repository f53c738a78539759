using Howdah.HighAvailability;
using Howdah.Postgres.Configuration;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>What decides which standbys a commit waits for.</summary>
internal sealed record SynchronousObservation
{
    public required ClusterState Cluster { get; init; }

    /// <summary>spec.replication.synchronous.number; null: asynchronous.</summary>
    public int? Wanted { get; init; }

    /// <summary>synchronous_standby_names of the current primary, while it holds the lease; empty when it is not set; null: not known.</summary>
    public string? Running { get; init; }

    /// <summary>
    /// <see cref="Running"/> has been the same for long enough that every process of the server works by it: a changed setting reaches them one by one.
    /// </summary>
    public bool RunningIsSettled { get; init; }

    /// <summary>Standbys that stream from the current primary and have caught up.</summary>
    public required IReadOnlySet<string> Streaming { get; init; }

    /// <summary>Standbys that have not been streaming for some time.</summary>
    public required IReadOnlySet<string> Gone { get; init; }

    /// <summary>The instance that is to be removed, or null.</summary>
    public string? Leaving { get; init; }
}

/// <summary>
/// The standbys of synchronous_standby_names. The record is written before the primary may use it, and is changed again only when the primary has been
/// seen to run with it, so that at any time the primary runs with the record or with what was last applied: elections hold under both.
/// </summary>
internal static class SynchronousPolicy
{
    /// <summary>A standby is taken out of the names when it has been away for this long: until then commits wait for it, afterwards for the others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a reported setting must stay the same to count as applied.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    /// <returns>The record to write: the present one when nothing changes, null for asynchronous replication.</returns>
    public static SynchronousStandbys? Next(SynchronousObservation observation)
    {
        var record = observation.Cluster.Synchronous;
        var state = observation.Cluster.Failover.State;
        if (observation.Running is not { } running || !observation.RunningIsSettled || state is not (FailoverState.Stable or FailoverState.ReconfiguringReplicas))
        {
            return record;
        }

        if (record is not null)
        {
            record = record with { Applied = running };
        }

        return IsInForce(record, running, observation.Cluster.CurrentPrimary) ? Change(observation, record) : record;
    }

    /// <summary>The primary runs with what is on record, itself left out.</summary>
    public static bool IsInForce(SynchronousStandbys? record, string running, string? primary)
    {
        if (record is null)
        {
            return running.Length == 0;
        }

        return SynchronousNames.TryParse(running, out var number, out var names)
            && number == record.Number
            && names.Where(name => name != primary).ToHashSet(StringComparer.Ordinal).SetEquals(record.Names.Where(name => name != primary));
    }

    private static SynchronousStandbys? Change(SynchronousObservation observation, SynchronousStandbys? record)
    {
        if (observation.Wanted is not { } wanted)
        {
            return null;
        }

        var cluster = observation.Cluster;
        var present = record?.Names ?? [];
        var members = cluster.Members.Select(member => member.Name).Where(name => name != cluster.CurrentPrimary && name != observation.Leaving).ToList();
        var good = members.Where(name => observation.Streaming.Contains(name) || (present.Contains(name) && !observation.Gone.Contains(name))).ToList();
        if (record is null && good.Count < wanted)
        {
            // Not before enough standbys stream: the first instance would wait for ever for its own first commit.
            return null;
        }

        // Somebody has to be waited for: who is gone stays when the others are too few.
        var kept = members.Where(name => !good.Contains(name) && present.Contains(name)).Take(Math.Max(0, wanted - good.Count));
        var names = good.Concat(kept).Order(StringComparer.Ordinal).ToList();
        return record is not null && record.Number == wanted && names.SequenceEqual(record.Names.Order(StringComparer.Ordinal), StringComparer.Ordinal)
            ? record
            : new SynchronousStandbys(wanted, names, record?.Applied);
    }
}
