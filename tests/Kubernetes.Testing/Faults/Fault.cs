using System.Net;

namespace Howdah.Kubernetes.Testing.Faults;

/// <summary>What goes wrong with one request.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>A refusal with a Status object.</summary>
    public static Fault Status(HttpStatusCode code, string reason = "", TimeSpan? retryAfter = null) => new StatusFault((int)code, reason, retryAfter);

    /// <summary>429 with Retry-After.</summary>
    public static Fault TooManyRequests(TimeSpan retryAfter) => Status(HttpStatusCode.TooManyRequests, "TooManyRequests", retryAfter);

    public static Fault Conflict() => Status(HttpStatusCode.Conflict, "Conflict");

    /// <summary>410 as a status code.</summary>
    public static Fault Gone() => Status(HttpStatusCode.Gone, "Expired");

    /// <summary>For watches: 200, then an ERROR event of this code.</summary>
    public static Fault ErrorEvent(HttpStatusCode code, string reason) => new ErrorEventFault((int)code, reason);

    /// <summary>The request is taken and nothing comes back, until the client gives up.</summary>
    public static Fault Stall() => new StallFault();

    /// <summary>The right answer, later; the delay runs on the server's time provider.</summary>
    public static Fault Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>An answer that is no Kubernetes object.</summary>
    public static Fault Body(string body, string contentType = "application/json", HttpStatusCode code = HttpStatusCode.OK) =>
        new BodyFault(body, contentType, (int)code);

    /// <summary>The connection breaks before anything is answered.</summary>
    public static Fault Reset() => new ResetFault();

    /// <summary>The connection breaks after so many bytes of the right body.</summary>
    public static Fault Truncate(int bytes) => new TruncateFault(bytes);

    internal sealed record StatusFault(int Code, string Reason, TimeSpan? RetryAfter) : Fault;

    internal sealed record ErrorEventFault(int Code, string Reason) : Fault;

    internal sealed record StallFault : Fault;

    internal sealed record DelayFault(TimeSpan Time) : Fault;

    internal sealed record BodyFault(string Text, string ContentType, int Code) : Fault;

    internal sealed record ResetFault : Fault;

    internal sealed record TruncateFault(int Bytes) : Fault;
}
