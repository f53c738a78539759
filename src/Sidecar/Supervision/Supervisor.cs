using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Supervision.Policies;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>
/// Owns the data directory and the server. One loop that looks at the order and at the state of things and takes one step at a time; only the permit's
/// guard acts beside it, and only to stop.
/// </summary>
internal sealed class Supervisor(
    FileLock volume,
    DataDirectory directory,
    Postmaster postmaster,
    PermitGuard permit,
    OperationRunner operations,
    ControlDataReader control,
    StepExecutor executor,
    StateReader reader,
    AnswerBoard board,
    Wake wake,
    TimeProvider clock,
    ILogger log)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StepRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private volatile SupervisorOrder? _order;
    private int _terminationRequests;
    private long _startsBeforeRevision;
    private long _promotedAt;

    private bool IsTerminating => Volatile.Read(ref _terminationRequests) > 0;

    /// <summary>The order counts from the next step on.</summary>
    public void Take(SupervisorOrder order)
    {
        var previous = _order;
        if (order.Revision != previous?.Revision || order.Goal != previous.Goal)
        {
            log.OrderReceived(order.Goal, order.Reason, order.Revision);
            _startsBeforeRevision = postmaster.Starts;
        }

        _order = order;
        wake.Set();
    }

    /// <summary>The first request stops the server fast, the second at once.</summary>
    public void Terminate()
    {
        var again = Interlocked.Increment(ref _terminationRequests) > 1;
        log.TerminationRequested(again);
        if (again)
        {
            postmaster.StopImmediate();
        }

        wake.Set();
    }

    /// <summary>Returns when it was told to end and no process of the server is left.</summary>
    public async Task RunAsync()
    {
        if (!await TakeLockAsync())
        {
            return;
        }

        while (true)
        {
            Watch();
            if (operations.Running is null)
            {
                await control.RefreshAsync(CancellationToken.None);
            }

            // The state is read after the order: what is reported under an order was so under it.
            var order = _order;
            var state = reader.Read(order, locked: false, IsTerminating, _startsBeforeRevision);
            board.Publish(reader.Answer(order, state));
            if (state is { Terminating: true, Server: ServerState.Stopped, VerifiedStopped: true, RunningRevision: null })
            {
                break;
            }

            var step = StepPolicy.Next(order, state);
            var done = step == Step.None || TryTake(step, order);
            if (step == Step.None || !done)
            {
                await wake.WaitAsync(done ? Pause(state) : StepRetry);
            }
        }

        await EndAsync();
    }

    private static TimeSpan Pause(SupervisorState state) =>
        state.Server is ServerState.Starting or ServerState.Stopping || state.RunningRevision is not null || state.Terminating ? Busy : Idle;

    private async Task<bool> TakeLockAsync()
    {
        var told = false;
        while (!volume.TryTake())
        {
            if (!told)
            {
                log.VolumeLocked();
                told = true;
            }

            if (IsTerminating)
            {
                return false;
            }

            var order = _order;
            board.Publish(reader.Answer(order, reader.Read(order, locked: true, IsTerminating, 0)));
            await wake.WaitAsync(LockRetry);
        }

        log.VolumeLockTaken(directory.State);
        return true;
    }

    private void Watch()
    {
        var wasUp = postmaster.IsUp;
        if (postmaster.Observe() | operations.Observe())
        {
            control.Invalidate();
        }

        if (wasUp && !postmaster.IsUp)
        {
            executor.ServerEnded();
            permit.PrimaryIsGone();
        }

        WatchRole();
        if (postmaster.State == ServerState.Running)
        {
            executor.CleanAutoConf();
        }
    }

    private void WatchRole()
    {
        if (postmaster.Role == ServerRole.Primary && postmaster.Promoting)
        {
            _promotedAt = _promotedAt == 0 ? clock.GetTimestamp() : _promotedAt;
        }
        else if (_promotedAt != 0)
        {
            log.ServerPromoted(clock.GetElapsedTime(_promotedAt).TotalSeconds);
            _promotedAt = 0;
            control.Invalidate();
        }

        if (postmaster is { Role: ServerRole.Standby, Stop: StopMode.None } && !directory.HasStandbySignal)
        {
            log.UnorderedPromotion();
            postmaster.HasBecomePrimary();
            postmaster.StopImmediate();
        }
    }

    private bool TryTake(Step step, SupervisorOrder? order)
    {
        try
        {
            executor.Take(step, order);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            log.StepFailed(step, exception);
            return false;
        }
    }

    /// <summary>
    /// Stays until the agent has heard of the verified stop, for it gives the lease up on that, but not for long. The volume is free already: no process of the server and no tool is left,
    /// and none is started any more.
    /// </summary>
    private async Task EndAsync()
    {
        volume.Release();
        await board.WaitUntilReadAsync(Linger);
        log.SupervisorEnded();
    }
}
