using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Supervision.Policies;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>Looks at everything, for the policy and for the agent.</summary>
internal sealed class StateReader(
    DataDirectory directory,
    ConfigurationFiles files,
    Postmaster postmaster,
    ServerProcesses processes,
    PermitGuard permit,
    OperationRunner operations,
    ControlDataReader control,
    StepExecutor executor,
    int majorVersion)
{
    /// <param name="startsBeforeRevision">Starts counted when the order's revision came.</param>
    public SupervisorState Read(SupervisorOrder? order, bool locked, bool terminating, long startsBeforeRevision) => locked
        ? new SupervisorState { Data = DataDirectoryState.Locked, Terminating = terminating }
        : new SupervisorState
        {
            Data = directory.State,
            RewindFailed = operations.RewindFailed,
            HasStandbySignal = directory.HasStandbySignal,
            Server = postmaster.State,
            Role = postmaster.Role,
            TakesSignals = postmaster.TakesSignals,
            Stopping = postmaster.Stop,
            VerifiedStopped = !postmaster.IsUp && !processes.AnyAlive,
            HasPermit = permit.Remaining >= PermitGuard.LeastToStart,
            Terminating = terminating,
            RunningRevision = operations.Running?.Revision,
            FinishedRevision = operations.FinishedRevision,
            ConfirmsPromotion = order is { ConfirmPromotion: true } && directory.HasUnconfirmedPromotion,
            FilesDiffer = order is not null && executor.FilesDiffer(order),
            MayStart = executor.MayStart,
            StartedForRevision = postmaster.Starts > startsBeforeRevision,
        };

    public SupervisorAnswer Answer(SupervisorOrder? order, SupervisorState state) => new()
    {
        AppliedOrder = order?.Id,
        RunningRevision = state.RunningRevision,
        FinishedRevision = state.FinishedRevision,
        MajorVersion = majorVersion,
        WalMissing = postmaster.WalMissing,
        Report = new SupervisorReport
        {
            Data = state.Data,
            Server = state.Server,
            Control = control.Last,
            HasStandbySignal = state.HasStandbySignal,
            Operation = operations.Running?.Name,
            Progress = operations.Running?.Progress,
            OperationError = operations.Error,
            RewindFailed = state.RewindFailed,
            PostmasterPid = postmaster.Pid,
            Starts = postmaster.Starts,
            Crashes = postmaster.Crashes,
            ServerError = postmaster.Error,
            Terminating = state.Terminating,
            VerifiedStopped = state.VerifiedStopped,
            UnconfirmedPromotion = directory.HasUnconfirmedPromotion,
            PromotedFor = directory.PromotedFor,
            ConfigHash = files.Hash,
            RunningConfigHash = executor.RunningHash,
            PermitMilliseconds = (long)permit.Remaining.TotalMilliseconds,
        },
    };
}
