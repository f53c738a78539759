namespace Howdah.Operator.Webhooks;

internal static partial class WebhookLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Served webhooks by a new certificate of Secret {Name}")]
    public static partial void Serving(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied the authority to ValidatingWebhookConfiguration {Name}")]
    public static partial void Told(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to keep the certificates of webhook {Name}; bad specifications are not refused when they are applied until this is mended")]
    public static partial void NotKept(ILogger logger, Exception error, string name);
}
