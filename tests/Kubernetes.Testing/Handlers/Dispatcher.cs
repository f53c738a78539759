using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Testing.Requests;
using Microsoft.AspNetCore.Http;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>Takes a request to its handler, through the faults.</summary>
internal sealed class Dispatcher(
    RequestParser parser, ReadHandler reads, WriteHandler writes, WatchHandler watches, DiscoveryHandler discovery, FaultInjector faults, TimeProvider time)
{
    public ConcurrentQueue<FakeRequest> Log { get; } = new();

    /// <summary>Null: everybody is let in.</summary>
    public string? RequiredToken { get; set; }

    public async Task HandleAsync(HttpContext http)
    {
        var (request, call) = parser.Parse(http.Request);
        Log.Enqueue(request);
        try
        {
            if (faults.Take(request) is { } fault && await HappenAsync(fault, http))
            {
                return;
            }

            await AnswerAsync(http, request, call);
        }
        catch (ApiFailure failure)
        {
            await RefuseAsync(http, failure);
        }
        catch (JsonException e)
        {
            await RefuseAsync(http, ApiFailure.BadRequest($"the body cannot be read: {e.Message}"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
    }

    private async Task AnswerAsync(HttpContext http, FakeRequest request, ApiCall? call)
    {
        if (RequiredToken is { } token && http.Request.Headers.Authorization != $"Bearer {token}")
        {
            throw new ApiFailure(401, "Unauthorized", "Unauthorized");
        }

        if (request.Verb.Length == 0)
        {
            var found = discovery.Find(request.Path) ?? throw new ApiFailure(404, "NotFound", "the server could not find the requested resource");
            await WriteAsync(http, 200, found);
            return;
        }

        if (call is null || (request.Subresource is not null && !(request.Subresource == "status" && call.Kind.HasStatus)))
        {
            throw new ApiFailure(404, "NotFound", "the server could not find the requested resource");
        }

        if (request.Verb == "watch")
        {
            await watches.RunAsync(http, call);
            return;
        }

        var (code, body) = await ResultAsync(http, call);
        await WriteAsync(http, code, body);
    }

    private async Task<(int Code, JsonObject Body)> ResultAsync(HttpContext http, ApiCall call)
    {
        var manager = call.Option("fieldManager") ?? http.Request.Headers.UserAgent.ToString().Split('/')[0];
        return call.Request.Verb switch
        {
            "get" => (200, reads.Get(call)),
            "list" => (200, reads.List(call)),
            "create" => writes.Create(call, await BodyAsync(http), manager),
            "update" => writes.Update(call, await BodyAsync(http), manager),
            "apply" => writes.Apply(call, await BodyAsync(http)),
            "patch" when http.Request.ContentType?.StartsWith("application/merge-patch+json", StringComparison.Ordinal) == true =>
                writes.MergePatch(call, await BodyAsync(http), manager),
            "patch" => throw new ApiFailure(415, "UnsupportedMediaType", $"the fake knows no patch of type {http.Request.ContentType}"),
            "delete" => writes.Delete(call, http.Request.ContentLength is 0 or null ? null : await BodyAsync(http)),
            _ => throw new ApiFailure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    }

    /// <summary>True when the request is answered, or never will be.</summary>
    private async Task<bool> HappenAsync(Fault fault, HttpContext http)
    {
        switch (fault)
        {
            case Fault.StatusFault status:
                await RefuseAsync(http, new ApiFailure(status.Code, status.Reason, "injected fault") { RetryAfterSeconds = (int?)status.RetryAfter?.TotalSeconds });
                return true;
            case Fault.ErrorEventFault error:
                http.Response.ContentType = "application/json";
                var line = new JsonObject { ["type"] = "ERROR", ["object"] = new ApiFailure(error.Code, error.Reason, "injected fault").ToStatus() };
                await http.Response.Body.WriteAsync((byte[])[.. FakeJson.Bytes(line), (byte)'\n'], http.RequestAborted);
                return true;
            case Fault.StallFault:
                await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
                return true;
            case Fault.DelayFault delay:
                await Task.Delay(delay.Time, time, http.RequestAborted);
                return false;
            case Fault.BodyFault body:
                http.Response.StatusCode = body.Code;
                http.Response.ContentType = body.ContentType;
                await http.Response.WriteAsync(body.Text, http.RequestAborted);
                return true;
            case Fault.TruncateFault truncate:
                http.Response.Body = new TruncatingStream(http.Response.Body, truncate.Bytes, http.Abort);
                return false;
            default:
                http.Abort();
                return true;
        }
    }

    private static async Task<JsonObject> BodyAsync(HttpContext http) =>
        await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject ?? throw ApiFailure.BadRequest("the body is not an object");

    private static Task RefuseAsync(HttpContext http, ApiFailure failure)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        if (failure.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return WriteAsync(http, failure.Code, failure.ToStatus());
    }

    private static async Task WriteAsync(HttpContext http, int code, JsonObject body)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(FakeJson.Bytes(body), http.RequestAborted);
    }
}
