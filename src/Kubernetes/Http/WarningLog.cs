using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Http;

/// <summary>Logs the <c>Warning</c> headers of responses (deprecated APIs, unknown fields), each text once.</summary>
internal sealed partial class WarningLog(ILogger logger)
{
    private const int MaxRemembered = 256;

    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);

    public void Write(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Warning", out var values))
        {
            return;
        }

        foreach (var value in values)
        {
            var text = Text(value);
            if (_seen.Count < MaxRemembered && _seen.TryAdd(text, 0))
            {
                LogWarning(logger, text);
            }
        }
    }

    /// <summary><c>299 - "text"</c> (RFC 7234, section 5.5): the quoted part, unescaped.</summary>
    internal static string Text(string header)
    {
        var first = header.IndexOf('"');
        var last = header.LastIndexOf('"');
        return first < 0 || last <= first
            ? header
            : header[(first + 1)..last].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "API server warned: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
