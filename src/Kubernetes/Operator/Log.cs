using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Started {Count} controllers")]
    public static partial void ControllersStarted(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waited for the first list of {Kind} objects for another {Seconds} s: {Reason}")]
    public static partial void StillSyncing(ILogger logger, string kind, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stopped because leadership was lost, all work ended in time: {WorkEnded}")]
    public static partial void LeadershipLost(ILogger logger, bool workEnded);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stopped because the operator's runtime failed")]
    public static partial void RuntimeFailed(ILogger logger, Exception error);
}
