using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision.Policies;

/// <summary>From the agent's order and the state of things to the next step. Steps are taken one at a time, and this is asked again after each.</summary>
internal static class StepPolicy
{
    public static Step Next(SupervisorOrder? order, SupervisorState state)
    {
        if (state.Data == DataDirectoryState.Locked)
        {
            return Step.None;
        }

        if (state.Terminating)
        {
            return state.RunningRevision is not null ? Step.CancelOperation : StopFast(state);
        }

        if (order is null || order.Goal == ServerGoal.Wait)
        {
            return Step.None;
        }

        if (state.RunningRevision is { } running)
        {
            return running == order.Revision && IsOperation(order.Goal) ? Step.None : Step.CancelOperation;
        }

        return order.Goal switch
        {
            ServerGoal.StopFast => StopFast(state),
            ServerGoal.StopImmediate => StopImmediate(state),
            ServerGoal.Initialize => state.Data != DataDirectoryState.Ready && state.HasPermit ? Once(order, state, Step.Initialize) : Step.None,
            ServerGoal.Clone => Once(order, state, Step.Clone),
            ServerGoal.Rewind => state.Data == DataDirectoryState.Ready ? Once(order, state, Step.Rewind) : Step.None,
            ServerGoal.Restart => Restart(order, state),
            ServerGoal.RunPrimary => RunPrimary(order, state),
            ServerGoal.RunStandby => RunStandby(order, state),
            _ => Step.None,
        };
    }

    private static bool IsOperation(ServerGoal goal) => goal is ServerGoal.Initialize or ServerGoal.Clone or ServerGoal.Rewind;

    private static Step StopFast(SupervisorState state) => state.Server switch
    {
        ServerState.Stopped => state.VerifiedStopped ? Step.None : Step.StopImmediate,
        ServerState.Stopping => Step.None,
        _ => Step.StopFast,
    };

    private static Step StopImmediate(SupervisorState state) => state switch
    {
        { Server: ServerState.Stopped, VerifiedStopped: true } or { Stopping: StopMode.Immediate } => Step.None,
        _ => Step.StopImmediate,
    };

    private static Step Once(SupervisorOrder order, SupervisorState state, Step step)
    {
        if (state.FinishedRevision == order.Revision)
        {
            return Step.None;
        }

        return state is { Server: ServerState.Stopped, VerifiedStopped: true } ? step : StopFast(state);
    }

    private static Step Restart(SupervisorOrder order, SupervisorState state)
    {
        if (state.FinishedRevision == order.Revision)
        {
            return Step.None;
        }

        if (state.Server is ServerState.Starting or ServerState.Running)
        {
            return state.StartedForRevision ? Step.Finish : Step.StopFast;
        }

        return Start(order, state, asStandby: state.HasStandbySignal);
    }

    private static Step RunPrimary(SupervisorOrder order, SupervisorState state)
    {
        switch (state.Server)
        {
            case ServerState.Stopped:
                // A standby that was stopped leaves recovery the ordinary way, so that its timeline ends where the new one begins.
                return state.HasPermit ? Start(order, state, asStandby: state.HasStandbySignal) : Step.None;
            case ServerState.Running when state.Role == ServerRole.Standby:
                return state.FilesDiffer ? Step.WriteFiles : state.HasPermit ? Step.Promote : Step.None;
            case ServerState.Running when state is { ConfirmsPromotion: true, HasStandbySignal: false }:
                return Step.ConfirmPromotion;
            case ServerState.Starting or ServerState.Running:
                return state is { FilesDiffer: true, TakesSignals: true } ? Step.WriteFiles : Step.None;
            default:
                return Step.None;
        }
    }

    private static Step RunStandby(SupervisorOrder order, SupervisorState state)
    {
        switch (state.Server)
        {
            case ServerState.Stopped:
                return Start(order, state, asStandby: true);
            case ServerState.Starting or ServerState.Running when state.Role != ServerRole.Standby:
                return Step.StopFast;
            case ServerState.Starting or ServerState.Running:
                return state is { FilesDiffer: true, TakesSignals: true } ? Step.WriteFiles : Step.None;
            default:
                return Step.None;
        }
    }

    private static Step Start(SupervisorOrder order, SupervisorState state, bool asStandby)
    {
        if (state.Data != DataDirectoryState.Ready || state.RewindFailed || order.Files is null || state.Server != ServerState.Stopped)
        {
            return Step.None;
        }

        if (!state.VerifiedStopped)
        {
            return Step.StopImmediate;
        }

        if (state.FilesDiffer)
        {
            return Step.WriteFiles;
        }

        return !state.MayStart ? Step.None : asStandby ? Step.StartStandby : state.HasPermit ? Step.StartPrimary : Step.None;
    }
}
