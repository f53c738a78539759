using System.Text.Json.Serialization;

namespace Howdah.Worker.Queue.Api;

// Parameters, not properties: generated readers forget the default of a property that is set on construction.
internal sealed record PushRequest(IReadOnlyList<PushItem> Items);

internal sealed record PushItem(
    string Key, [property: JsonConverter(typeof(RawJsonConverter))] string? Payload = null, short Priority = 1, DateTimeOffset? RunAt = null, short Exponent = 0);

internal sealed record AcquireRequest(string Holder, double LeaseSeconds = 60, int Limit = 1, double WaitSeconds = 0);

internal sealed record AcquireItemRequest(
    string Holder, string Key, double LeaseSeconds = 60, [property: JsonConverter(typeof(RawJsonConverter))] string? Payload = null, short Priority = 1);

internal sealed record CompleteRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Token,
    IReadOnlyList<Successor>? Successors = null, short Exponent = 0, short? Priority = null);

internal sealed record Successor(string Key, [property: JsonConverter(typeof(RawJsonConverter))] string? Payload = null);

internal sealed record FailRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Token,
    string Reason, double? RetryAfterSeconds = null, bool Permanent = false);

internal sealed record RenewRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Token,
    double LeaseSeconds = 60);

internal sealed record ReleaseRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Token);

internal sealed record RedriveRequest(
    int Limit = 1000, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] IReadOnlyList<long>? Ids = null, string? Reason = null,
    double SpreadSeconds = 0);
