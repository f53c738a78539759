namespace Howdah.Worker.Queue;

internal sealed partial class GatewayLog(ILogger<GatewayLog> logger)
{
    [LoggerMessage(1, LogLevel.Warning, "Failed to acquire items of queue {Queue}")]
    public partial void AcquireFailed(Exception exception, string queue);

    [LoggerMessage(2, LogLevel.Warning, "Failed to release item {Id} of queue {Queue}, whose client has gone")]
    public partial void ReleaseFailed(Exception exception, string queue, long id);

    [LoggerMessage(3, LogLevel.Warning, "Lost the listening connection")]
    public partial void ListenFailed(Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Kept the tokens as they were, because {File} cannot be read")]
    public partial void TokensNotRead(Exception exception, string file);

    [LoggerMessage(5, LogLevel.Information, "Read {Count} tokens from {File}")]
    public partial void TokensRead(int count, string file);

    [LoggerMessage(6, LogLevel.Error, "Kept the certificate as it was, because {File} cannot be read")]
    public partial void CertificateNotRead(Exception exception, string file);

    [LoggerMessage(7, LogLevel.Information, "Read the certificate of {File}, valid until {NotAfter}")]
    public partial void CertificateRead(string file, DateTime notAfter);

    [LoggerMessage(8, LogLevel.Error, "Failed to answer {Method} {Path}")]
    public partial void RequestFailed(Exception exception, string method, string path);
}
