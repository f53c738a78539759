using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Informers;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Listed {Count} {Kind} objects in namespace {Namespace}")]
    public static partial void Listed(ILogger logger, string kind, string @namespace, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Used lists instead of streamed initial state: {Reason}")]
    public static partial void FellBackToLists(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lost the {Kind} watch position, the state was listed again: {Reason}")]
    public static partial void VersionExpired(ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Was refused {Kind} with status {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, string kind, int status, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed at {Kind} objects before {Next} again")]
    public static partial void Failed(ILogger logger, Exception error, string kind, string next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cancelled a stalled {Kind} watch")]
    public static partial void WatchStalled(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Backed off after a {Kind} watch that ended at once without an event")]
    public static partial void WatchWasTooShort(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "Lost a {Kind} change in a handler that threw")]
    public static partial void HandlerThrew(ILogger logger, Exception error, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kept a {Kind} object as it is because its transform threw")]
    public static partial void TransformThrew(ILogger logger, Exception error, string kind);
}
