using Howdah.Queueing.Contract;

namespace Howdah.Queueing.Worker;

/// <summary>
/// Takes one lease, works, and ends: with the item completed, or with a checkpoint before the lease is over. Leases are not prolonged; an item that
/// needs more time is replaced by a successor that begins where this lease has come to.
/// </summary>
/// <param name="coordinator">The queue.</param>
/// <param name="baseLease">Length of a first lease.</param>
/// <param name="time">Clock for the checkpoint; only its monotonic part is used.</param>
public sealed class SingleLeaseWorker(IWorkCoordinator coordinator, TimeSpan baseLease, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <param name="work">The work. It ends early when its token is cancelled: then it has reported its progress.</param>
    /// <param name="shutdown">Told to end: a checkpoint is made at once.</param>
    public async Task<WorkerExitCode> RunAsync(Func<SingleLeaseContext, CancellationToken, Task> work, CancellationToken shutdown)
    {
        if (shutdown.IsCancellationRequested)
        {
            return WorkerExitCode.Terminated;
        }

        var started = _time.GetTimestamp();
        WorkAcquisition acquisition;
        try
        {
            await coordinator.SetupAsync(shutdown).ConfigureAwait(false);
            if (!await coordinator.WorkItemsNotYetCompleteAsync(shutdown).ConfigureAwait(false))
            {
                return WorkerExitCode.NoWorkLeft;
            }

            started = _time.GetTimestamp();
            acquisition = await coordinator.AcquireNextWorkItemAsync(baseLease, shutdown).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return WorkerExitCode.Terminated;
        }
        catch (Exception exception) when (exception is WorkQueueException or Npgsql.NpgsqlException)
        {
            return WorkerExitCode.Failed;
        }

        return acquisition is WorkAcquisition.Acquired acquired
            ? await WorkAsync(new SingleLeaseContext(acquired, _time, started), work, started, shutdown).ConfigureAwait(false)
            : WorkerExitCode.NoWorkAvailable;
    }

    private async Task<WorkerExitCode> WorkAsync(
        SingleLeaseContext context, Func<SingleLeaseContext, CancellationToken, Task> work, long started, CancellationToken shutdown)
    {
        var checkpoint = LeaseTiming.EarlyCheckpoint(context.Acquired.Lease.LeaseLength) - _time.GetElapsedTime(started);
        using var timeout = new CancellationTokenSource(checkpoint > TimeSpan.Zero ? checkpoint : TimeSpan.Zero, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, shutdown);
        try
        {
            await work(context, stop.Token).ConfigureAwait(false);
            if (!stop.IsCancellationRequested)
            {
                await coordinator.CompleteWorkItemAsync(context.ItemId, CancellationToken.None).ConfigureAwait(false);
                return WorkerExitCode.Completed;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The work has heard the token; what it has reached is written down below.
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            return WorkerExitCode.Failed;
        }

        await CheckpointAsync(context).ConfigureAwait(false);
        return shutdown.IsCancellationRequested ? WorkerExitCode.Terminated : WorkerExitCode.LeaseTimedOut;
    }

    /// <summary>
    /// Nothing reached: the item is released. Nothing beyond its start: it is left, so that the next lease is twice as long. Else a successor from the
    /// place reached, unless that could not be flushed.
    /// </summary>
    private async Task CheckpointAsync(SingleLeaseContext context)
    {
        if (context.Progress is not { } place)
        {
            await coordinator.ReleaseWorkItemAsync(context.ItemId, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        var item = WorkItemId.Parse(context.ItemId);
        if (place == item.Document)
        {
            return;
        }

        try
        {
            var left = context.Acquired.Lease.Remaining(_time);
            using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
            if (context.FlushAsync is { } flush)
            {
                await flush(deadline.Token).ConfigureAwait(false);
            }

            var exponent = LeaseTiming.SuccessorExponent(baseLease, context.Acquired.Lease.LeaseLength, context.Setup);
            await coordinator.CreateSuccessorWorkItemsAndMarkCompleteAsync(
                context.ItemId, [item.At(place).ToString()], exponent, context.Acquired.Lease.Remaining(_time), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The lease lapses, and the next worker begins where this one began.
        }
    }
}
