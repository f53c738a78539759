using Howdah.Queueing.Batching;

namespace Howdah.Queueing.Worker;

/// <summary>Runs the handler of one item and ends the item by what came of it. Never throws.</summary>
internal sealed class ItemRunner(WorkHandler handler, LeaseVerbs verbs, WorkerOptions options, WorkerMetrics metrics, WorkerLog log)
{
    private const int MaxReason = 2000;

    public async Task RunAsync(ItemRun run)
    {
        metrics.Started();
        var result = WorkerMetrics.Lost;
        try
        {
            result = await HandleAsync(run) ?? run.Result ?? WorkerMetrics.Lost;
        }
        catch (WorkQueueException exception)
        {
            log.LeaseLost(run.Item.Key, exception.Message, exception);
        }
        catch (Exception exception)
        {
            metrics.BackendFailed("finish");
            log.BackendFailed("Ending an item", exception);
        }

        metrics.Ended(result, run.Client.Time.GetElapsedTime(run.Started));
    }

    /// <summary>The result; null when the handler has ended the item itself.</summary>
    private async Task<string?> HandleAsync(ItemRun run)
    {
        var item = run.Item;
        if (options.AttemptsMax is { } max && item.Attempt > max)
        {
            return await FailAsync(run, new PoisonItemException($"Taken {item.Attempt - 1} times without an end."));
        }

        try
        {
            await handler(new WorkContext(run), run.Cancelled);
        }
        catch (Exception exception)
        {
            return run.IsEnding ? Report(run, exception) : await EndAsync(run, exception);
        }

        if (run.IsEnding)
        {
            return null;
        }

        await run.FinishAsync(_ => verbs.CompleteAsync(item.Id, item.Token, CancellationToken.None), WorkerMetrics.Completed);
        return WorkerMetrics.Completed;
    }

    private string? Report(ItemRun run, Exception exception)
    {
        log.HandlerFailed(run.Item.Key, "after the item had been ended", exception);
        return null;
    }

    private async Task<string?> EndAsync(ItemRun run, Exception exception)
    {
        switch (run.Reason)
        {
            case CancelReason.Lost:
                return WorkerMetrics.Lost;
            case CancelReason.Stopping:
                await run.FinishAsync(_ => verbs.ReleaseAsync(run.Item.Id, run.Item.Token, CancellationToken.None), WorkerMetrics.Released);
                return WorkerMetrics.Released;
            default:
                var late = exception is OperationCanceledException && run.Cancelled.IsCancellationRequested;
                return await FailAsync(run, late ? new TimeoutException("The handler did not end before its lease or its time was over.") : exception);
        }
    }

    private async Task<string> FailAsync(ItemRun run, Exception exception)
    {
        var permanent = exception is PoisonItemException || run.Item.Attempt >= options.AttemptsMax;
        var after = exception is RetryLaterException later ? later.After : options.RetryAfter?.Invoke(run.Item.Attempt, exception);
        var reason = exception is PoisonItemException or TimeoutException or RetryLaterException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        var result = WorkerMetrics.Failed;
        await run.FinishAsync(
            async _ =>
            {
                var answer = await verbs.FailAsync(run.Item.Id, run.Item.Token, reason.Length > MaxReason ? reason[..MaxReason] : reason, after, permanent, CancellationToken.None);
                result = answer.Dead ? WorkerMetrics.Poisoned : WorkerMetrics.Failed;
            },
            WorkerMetrics.Failed);
        log.HandlerFailed(run.Item.Key, result, exception);
        return result;
    }
}
