using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Leadership;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Waited for Lease {Namespace}/{Name} as {Identity}")]
    public static partial void Campaigning(ILogger logger, string @namespace, string name, string identity);

    [LoggerMessage(Level = LogLevel.Information, Message = "Became leader by Lease {Namespace}/{Name}, epoch {Epoch}")]
    public static partial void BecameLeader(ILogger logger, string @namespace, string name, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "Lost Lease {Namespace}/{Name}, last seen with {Holder}")]
    public static partial void LostLeadership(ILogger logger, string @namespace, string name, string holder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Released Lease {Namespace}/{Name}")]
    public static partial void Released(ILogger logger, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed an attempt on Lease {Namespace}/{Name}: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string @namespace, string name, string reason);
}
