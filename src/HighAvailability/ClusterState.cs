using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability;

/// <summary>The part of a PostgresCluster's spec and status that decides who is primary. Both operator and agents read it from the API.</summary>
public sealed record ClusterState
{
    public string? SystemIdentifier { get; init; }

    /// <summary>Null until the first instance may be initialised: then it names the instance that runs initdb.</summary>
    public string? CurrentPrimary { get; init; }

    public FailoverProgress Failover { get; init; } = FailoverProgress.None;

    public IReadOnlyList<Member> Members { get; init; } = [];

    /// <summary>Standbys of synchronous_standby_names and how many of them must acknowledge; null: asynchronous.</summary>
    public SynchronousStandbys? Synchronous { get; init; }

    public IReadOnlySet<string> Fenced { get; init; } = new HashSet<string>();

    /// <summary>The instance that may restart now, and the configuration it takes.</summary>
    public RestartOrder? Restart { get; init; }

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many instances are wanted.</summary>
    public int Instances { get; init; }

    /// <summary>
    /// The primary is the only instance there is and shall be. It only decides for how long a lease is written: who does not know yet that there are others has written a
    /// lease that the others see and wait for.
    /// </summary>
    public bool Alone => Instances == 1 && Failover.State == FailoverState.Stable && Members is [{ Name: var only }] && only == CurrentPrimary;

    /// <summary>The duration that a lease is written with.</summary>
    public TimeSpan LeaseWrittenFor => Alone && LeaseDuration < LeasePermit.AloneDuration ? LeasePermit.AloneDuration : LeaseDuration;

    public TimeSpan PrimaryRestartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool Deleting { get; init; }

    /// <summary>Timeline of the current primary, as recorded when it took over; null before that is known.</summary>
    public int? Timeline { get; init; }
}

/// <summary>An instance that exists.</summary>
/// <param name="Name">For example <c>db-1</c>; also its application_name.</param>
/// <param name="HostName">The pod's stable DNS name.</param>
/// <param name="Address">The pod's IP address, when it has one.</param>
public sealed record Member(string Name, string HostName, string? Address);

/// <summary><paramref name="Number"/> of <paramref name="Names"/> must have flushed a commit before it is acknowledged.</summary>
/// <param name="Number">1 or more; 0 while synchronous replication is being turned off: nobody is waited for any more, and elections hold under <paramref name="Applied"/>.</param>
/// <param name="Names">Instances, the primary not among them.</param>
/// <param name="Applied">
/// The setting of synchronous_standby_names (or several, with semicolons between) under which commits may have been acknowledged that the standbys on record are not yet
/// known to have; an election must hold under each as well. Kept by <see cref="Quorum.SynchronousPolicy"/>; not simply what the primary reports.
/// </param>
public sealed record SynchronousStandbys(int Number, IReadOnlyList<string> Names, string? Applied);

public sealed record RestartOrder(string Instance, string ConfigHash);
