using System.Net;

namespace Howdah.Kubernetes.Client;

/// <summary>A refusal by the API server.</summary>
public sealed class KubernetesApiException : Exception
{
    public KubernetesApiException(HttpStatusCode statusCode, string? reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        StatusCode = statusCode;
        Reason = reason ?? "";
    }

    public HttpStatusCode StatusCode { get; }

    /// <summary>The server's machine-readable reason, for example <c>AlreadyExists</c>, <c>Conflict</c>, <c>Invalid</c>, <c>Expired</c>.</summary>
    public string Reason { get; }

    /// <summary>How long the server asks to wait (429, 503), if it says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Field paths and messages of an <c>Invalid</c> answer.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The resource version is too old; list again.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>Worth another try later, with the same request.</summary>
    public bool IsTransient => StatusCode == HttpStatusCode.TooManyRequests || (int)StatusCode >= 500;
}
