using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Requests;

/// <summary>A refusal, on its way to becoming a Status object.</summary>
internal sealed class ApiFailure(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<(string Reason, string Message, string Field)> Causes { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    public static ApiFailure NotFound(string qualifiedPlural, string name) =>
        new(404, "NotFound", $"{qualifiedPlural} \"{name}\" not found") { Kind = qualifiedPlural, Name = name };

    public static ApiFailure AlreadyExists(string qualifiedPlural, string name) =>
        new(409, "AlreadyExists", $"{qualifiedPlural} \"{name}\" already exists") { Kind = qualifiedPlural, Name = name };

    public static ApiFailure Conflict(string qualifiedPlural, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {qualifiedPlural} \"{name}\": {why}") { Kind = qualifiedPlural, Name = name };

    public static ApiFailure Invalid(string qualifiedKind, string name, params (string Reason, string Message, string Field)[] causes) =>
        new(422, "Invalid", $"{qualifiedKind} \"{name}\" is invalid: {string.Join(", ", causes.Select(cause => $"{cause.Field}: {cause.Message}"))}")
        {
            Kind = qualifiedKind,
            Name = name,
            Causes = causes,
        };

    public static ApiFailure BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiFailure Expired(string message) => new(410, "Expired", message);

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["code"] = Code,
        };
        var details = new JsonObject();
        details.Put("name", Name);
        details.Put("kind", Kind);
        details.Put("retryAfterSeconds", RetryAfterSeconds);
        if (Causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. Causes.Select(cause => (JsonNode)new JsonObject
            {
                ["reason"] = cause.Reason,
                ["message"] = cause.Message,
                ["field"] = cause.Field,
            })]);
        }

        if (details.Count > 0)
        {
            status["details"] = details;
        }

        return status;
    }
}
