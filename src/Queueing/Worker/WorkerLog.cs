using Microsoft.Extensions.Logging;

namespace Howdah.Queueing.Worker;

/// <summary>What a host reports. By hand, since the generator of such methods is not among this library's packages.</summary>
internal sealed class WorkerLog(ILogger logger, QueueName queue)
{
    private static readonly Action<ILogger, string, string, string, Exception?> HandlerFailedMessage = LoggerMessage.Define<string, string, string>(
        LogLevel.Warning, new EventId(1, nameof(HandlerFailed)), "Handler of item {Key} of queue {Queue} failed: {Result}");

    private static readonly Action<ILogger, string, string, string, Exception?> LeaseLostMessage = LoggerMessage.Define<string, string, string>(
        LogLevel.Warning, new EventId(2, nameof(LeaseLost)), "Lost item {Key} of queue {Queue}: {Why}");

    private static readonly Action<ILogger, string, string, Exception?> BackendFailedMessage = LoggerMessage.Define<string, string>(
        LogLevel.Warning, new EventId(3, nameof(BackendFailed)), "{Verb} failed on queue {Queue}");

    private static readonly Action<ILogger, int, string, Exception?> AbandonedMessage = LoggerMessage.Define<int, string>(
        LogLevel.Error, new EventId(4, nameof(Abandoned)), "Released {Count} items of queue {Queue} whose handlers did not heed their cancellation");

    public void HandlerFailed(string key, string result, Exception exception) => HandlerFailedMessage(logger, key, queue.Value, result, exception);

    public void LeaseLost(string key, string why, Exception? exception) => LeaseLostMessage(logger, key, queue.Value, why, exception);

    public void BackendFailed(string verb, Exception exception) => BackendFailedMessage(logger, verb, queue.Value, exception);

    public void Abandoned(int count) => AbandonedMessage(logger, count, queue.Value, null);
}
