namespace Howdah.HighAvailability.Failover;

/// <summary>Reasons of the events of a failover.</summary>
public static class FailoverEvents
{
    public const string FailoverInitiated = nameof(FailoverInitiated);
    public const string SwitchoverInitiated = nameof(SwitchoverInitiated);
    public const string SwitchoverRefused = nameof(SwitchoverRefused);
    public const string CatchupStarted = nameof(CatchupStarted);
    public const string DemotionStarted = nameof(DemotionStarted);
    public const string OldPrimaryStopped = nameof(OldPrimaryStopped);
    public const string OldPrimaryLost = nameof(OldPrimaryLost);
    public const string PrimaryElected = nameof(PrimaryElected);
    public const string CandidateLost = nameof(CandidateLost);
    public const string PrimaryPromoted = nameof(PrimaryPromoted);
    public const string FailoverCompleted = nameof(FailoverCompleted);
    public const string FailoverAborted = nameof(FailoverAborted);
    public const string FailoverWaiting = nameof(FailoverWaiting);
}
