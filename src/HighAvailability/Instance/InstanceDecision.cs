namespace Howdah.HighAvailability.Instance;

/// <summary>What an instance does next: about its lease, and about its server. Idempotent: deciding the same twice does no harm.</summary>
/// <param name="Lease">Done first when it is Acquire or Renew; done last, after the verified stop, when it is Release.</param>
/// <param name="Server">What the supervisor is told to make true.</param>
/// <param name="Reason">CamelCase, stable: the event name of the log line.</param>
public sealed record InstanceDecision(LeaseAction Lease, ServerGoal Server, string Reason)
{
    /// <summary>Whom to clone from, rewind against or follow.</summary>
    public Member? Source { get; init; }

    /// <summary>Standby that must follow nobody: it publishes this id once its walreceiver is gone.</summary>
    public string? FenceFor { get; init; }

    /// <summary>
    /// With <see cref="ServerGoal.RunPrimary"/>: a promotion must end on a timeline higher than this. PostgreSQL takes the first number after its own for which it
    /// finds no history file, so the supervisor puts one into pg_wal for each number between its timeline and this one
    /// (<see cref="Howdah.Postgres.TimelineHistory.Placeholder"/>).
    /// </summary>
    public int? PromoteAbove { get; init; }

    /// <summary>
    /// With <see cref="ServerGoal.RunPrimary"/>: the failover in which this instance was elected. Before a promotion the supervisor writes it to the volume, as the mark of
    /// an unconfirmed promotion (an empty one when this is null).
    /// </summary>
    public string? PromotionFor { get; init; }

    /// <summary>The PostgresCluster names this running primary as the current one: the supervisor removes its mark of an unconfirmed promotion.</summary>
    public bool ConfirmPromotion { get; init; }

    /// <summary>For the report and for people.</summary>
    public string? Message { get; init; }
}

public enum LeaseAction
{
    None,

    /// <summary>Try to become the holder; until that is done the server goal is <see cref="ServerGoal.Wait"/> in effect.</summary>
    Acquire,

    /// <summary>Keep it.</summary>
    Renew,

    /// <summary>Do not renew it: what is being killed may never be seen to end, and nobody is to wait for that.</summary>
    Lapse,

    /// <summary>Give it up; only with a verified stop.</summary>
    Release,
}

public enum ServerGoal
{
    /// <summary>Leave everything as it is.</summary>
    Wait,

    /// <summary>initdb; needs the lease.</summary>
    Initialize,

    /// <summary>Stop the server if it runs, remove what is there and pg_basebackup from the source: one long operation.</summary>
    Clone,

    /// <summary>Stop the server if it runs, pg_rewind against the source, write standby.signal: one long operation.</summary>
    Rewind,

    /// <summary>Run as primary; needs the lease. A server in recovery is promoted.</summary>
    RunPrimary,

    /// <summary>Run in recovery, following the source, or nobody when it is null.</summary>
    RunStandby,

    /// <summary>Restart with the configuration on disk, keeping the role.</summary>
    Restart,

    /// <summary>Stop fast, immediate after the stop timeout.</summary>
    StopFast,

    /// <summary>Stop immediate, kill what is left.</summary>
    StopImmediate,
}
