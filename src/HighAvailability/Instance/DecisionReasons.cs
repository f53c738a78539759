namespace Howdah.HighAvailability.Instance;

/// <summary>Reasons of decisions: names of log events.</summary>
public static class DecisionReasons
{
    public const string PodTerminating = nameof(PodTerminating);
    public const string AgentTerminating = nameof(AgentTerminating);
    public const string ClusterUnknown = nameof(ClusterUnknown);
    public const string VolumeLocked = nameof(VolumeLocked);
    public const string ClusterDeleting = nameof(ClusterDeleting);
    public const string Demoted = nameof(Demoted);
    public const string Fenced = nameof(Fenced);
    public const string WrongSystemIdentifier = nameof(WrongSystemIdentifier);
    public const string OperationRunning = nameof(OperationRunning);
    public const string Promote = nameof(Promote);
    public const string PromotionWaitsForLease = nameof(PromotionWaitsForLease);
    public const string CannotBePromoted = nameof(CannotBePromoted);
    public const string Initialize = nameof(Initialize);
    public const string DataLost = nameof(DataLost);
    public const string RunPrimary = nameof(RunPrimary);
    public const string RestartPrimary = nameof(RestartPrimary);
    public const string PrimaryGivenUp = nameof(PrimaryGivenUp);
    public const string ServerStalled = nameof(ServerStalled);
    public const string PermitEnded = nameof(PermitEnded);
    public const string NoLease = nameof(NoLease);
    public const string WaitForLease = nameof(WaitForLease);
    public const string NotPrimary = nameof(NotPrimary);
    public const string FenceStandby = nameof(FenceStandby);
    public const string FollowToTheEnd = nameof(FollowToTheEnd);
    public const string FailoverRunning = nameof(FailoverRunning);
    public const string NoPrimary = nameof(NoPrimary);
    public const string Clone = nameof(Clone);
    public const string SlotLost = nameof(SlotLost);
    public const string RewindFailed = nameof(RewindFailed);
    public const string UnconfirmedPromotion = nameof(UnconfirmedPromotion);
    public const string Rewind = nameof(Rewind);
    public const string Diverged = nameof(Diverged);
    public const string RestartStandby = nameof(RestartStandby);
    public const string RunStandby = nameof(RunStandby);
}
