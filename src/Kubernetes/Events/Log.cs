using Howdah.Kubernetes.Entities;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Events;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write event {Reason} about {Key}: {Error}")]
    public static partial void Refused(ILogger logger, string reason, NamespacedName key, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped event {Reason} that could not be built")]
    public static partial void Unpublishable(ILogger logger, Exception error, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped with {Count} events unsent")]
    public static partial void Unsent(ILogger logger, int count);
}
