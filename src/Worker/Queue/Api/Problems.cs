using System.Text.Json;
using Howdah.Queueing;
using Howdah.Queueing.Batching;
using Howdah.Queueing.Client;
using Npgsql;

namespace Howdah.Worker.Queue.Api;

/// <summary>From failures to answers of the form application/problem+json.</summary>
internal static class Problems
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Null for what is a fault of the gateway itself.</summary>
    public static Problem? Of(Exception exception) => exception switch
    {
        WorkQueueException refusal => Of(refusal),
        GatewayProblemException problem => New(problem.Status, problem.Error, problem.Message, null),
        GatewayBusyException busy => New(busy.Status, "busy", busy.Message, null),
        BatcherFullException => New(StatusCodes.Status429TooManyRequests, "busy", exception.Message, null),
        JsonException => New(StatusCodes.Status400BadRequest, "malformed_body", exception.Message, null),
        BadHttpRequestException bad => New(bad.StatusCode, "bad_request", bad.Message, null),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            New(StatusCodes.Status403Forbidden, "forbidden", "The gateway's own database role may not do this.", null),
        TimeoutException => New(StatusCodes.Status503ServiceUnavailable, "unavailable", "The database has not answered in time; whether the verb was done is not known.", null),
        _ when TransientErrors.IsTransient(exception) => New(StatusCodes.Status503ServiceUnavailable, "unavailable", "The database does not answer.", null),
        _ => null,
    };

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString();
        }

        await JsonSerializer.SerializeAsync(context.Response.Body, problem, GatewayJson.Default.Problem, context.RequestAborted);
    }

    public static Problem New(int status, string error, string detail, string? code) =>
        new("about:blank", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, detail, error, code);

    private static Problem Of(WorkQueueException refusal)
    {
        var (status, code) = refusal.Error switch
        {
            WorkQueueError.StaleToken => (StatusCodes.Status409Conflict, "WQ001"),
            WorkQueueError.NotOwner => (StatusCodes.Status409Conflict, "WQ002"),
            WorkQueueError.LeaseExpired => (StatusCodes.Status409Conflict, "WQ003"),
            WorkQueueError.AlreadyCompleted => (StatusCodes.Status409Conflict, "WQ004"),
            WorkQueueError.InvalidArgument => (StatusCodes.Status400BadRequest, "WQ005"),
            WorkQueueError.InvalidSuccessors => (StatusCodes.Status400BadRequest, "WQ006"),
            WorkQueueError.ConflictingSuccessors => (StatusCodes.Status409Conflict, "WQ007"),
            WorkQueueError.UnknownItem => (StatusCodes.Status404NotFound, "WQ008"),
            WorkQueueError.Dead => (StatusCodes.Status409Conflict, "WQ011"),
            WorkQueueError.PayloadTooLarge => (StatusCodes.Status413PayloadTooLarge, "WQ012"),
            WorkQueueError.UnknownQueue => (StatusCodes.Status404NotFound, "3F000"),
            WorkQueueError.RetriesExceeded => (StatusCodes.Status503ServiceUnavailable, null),
            _ => (StatusCodes.Status409Conflict, (string?)null),
        };
        return New(status, JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Error.ToString()), refusal.Message, code);
    }
}
