using System.Net;

namespace Howdah.Search;

/// <summary>What went wrong between a request and its answer.</summary>
public enum SearchFailure
{
    /// <summary>The cluster answered with an error: see status, type and reason.</summary>
    Refused,

    /// <summary>No answer: the connection could not be made or broke. A write may have been applied.</summary>
    Connection,

    /// <summary>No answer in time. A write may have been applied.</summary>
    Timeout,

    /// <summary>An answer that cannot be understood: not JSON, without a field it must have, or too long. A write may have been applied.</summary>
    Malformed,
}

/// <summary>A request failed. Conflicts of versions are answers, not failures, and do not come as this.</summary>
public sealed class SearchException : Exception
{
    internal SearchException(SearchFailure failure, string message, HttpStatusCode? status = null, SearchError? error = null, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Status = status;
        Error = error;
    }

    public SearchFailure Failure { get; }

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? Status { get; }

    public SearchError? Error { get; }

    /// <summary>How long the cluster asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Another try may succeed: too many requests, a gateway's error, an unavailable shard, a broken connection, an unreadable answer.</summary>
    public bool IsTransient => Failure != SearchFailure.Refused || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The cluster has said that it did nothing: repeating the request is safe whatever it was.</summary>
    public bool IsNotApplied => Status == HttpStatusCode.TooManyRequests || (Failure == SearchFailure.Refused && !IsTransient);

    public bool IsIndexMissing => Status == HttpStatusCode.NotFound && Error?.Type == "index_not_found_exception";
}

/// <summary>An error as the cluster tells it. Texts are cut at 1,000 characters and hold no control characters.</summary>
/// <param name="Type">For example <c>mapper_parsing_exception</c>.</param>
/// <param name="Reason">In words.</param>
/// <param name="CauseType">Type of the innermost cause; that of the error when it names none.</param>
/// <param name="Cause">The innermost cause in words.</param>
public sealed record SearchError(string Type, string Reason, string CauseType, string Cause)
{
    public override string ToString() => Cause == Reason ? $"{Type}: {Reason}" : $"{Type}: {Reason}: {CauseType}: {Cause}";
}
