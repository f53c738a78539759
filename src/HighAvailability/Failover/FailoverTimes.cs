namespace Howdah.HighAvailability.Failover;

/// <summary>Bounds of the states. None of them decides about safety: they say when to give up, or to stop waiting for something better.</summary>
internal static class FailoverTimes
{
    /// <summary>For a candidate to close up while the old primary still writes.</summary>
    public static readonly TimeSpan Catchup = TimeSpan.FromSeconds(60);

    /// <summary>For a planned, fast stop: the supervisor turns to an immediate one after spec.stopTimeoutSeconds, 60 by default.</summary>
    public static readonly TimeSpan PlannedStop = TimeSpan.FromSeconds(90);

    /// <summary>For an unplanned stop beyond the lease's own duration.</summary>
    public static readonly TimeSpan UnplannedStop = TimeSpan.FromSeconds(60);

    /// <summary>From the moment the old primary has stopped: for every reachable standby to stop receiving, and for a planned candidate to replay.</summary>
    public static readonly TimeSpan Election = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Promotion = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Reconfiguration = TimeSpan.FromSeconds(30);

    /// <summary>For the old primary to take its lease back after a failover was given up.</summary>
    public static readonly TimeSpan Return = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan RequeueStable = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan RequeueFailover = TimeSpan.FromMilliseconds(250);

    /// <summary>A planned candidate may have this much left to replay when the old primary is told to stop.</summary>
    public const long CatchupLagBytes = 1024 * 1024;
}
