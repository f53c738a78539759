using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Webhooks;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request to {Path}: {Problem}")]
    public static partial void MalformedReview(ILogger logger, string path, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to answer a request to {Path}")]
    public static partial void WebhookFailed(ILogger logger, Exception error, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kept the serving certificate in hand because {Directory} cannot be read: {Problem}")]
    public static partial void CertificateKept(ILogger logger, string directory, string problem);
}
