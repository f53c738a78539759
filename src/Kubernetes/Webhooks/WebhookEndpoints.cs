using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Webhooks;

public static class WebhookEndpoints
{
    /// <summary>An object of 1.5 MiB, etcd's limit, as it was and as it is to be, and room for what JSON adds.</summary>
    private const long LargestBody = 8 * 1024 * 1024;

    /// <summary>Bounds memory; a review takes well under a millisecond.</summary>
    private const int MostAtOnce = 16;

    /// <summary>
    /// Serves every registered webhook at <c>/validate/KIND</c> (lower case), by POST and over HTTPS only. A question that is no AdmissionReview is
    /// answered 400, too large a one 413, one too many 429; a webhook that fails is a 500, so that the failure policy decides.
    /// </summary>
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints)
    {
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WebhookEndpoints).FullName!);
        var room = new SemaphoreSlim(MostAtOnce);
        foreach (var handler in endpoints.ServiceProvider.GetServices<IAdmissionHandler>())
        {
            RequestDelegate serve = context => ServeAsync(context, handler, room, logger);
            endpoints.MapMethods(handler.Path, [HttpMethods.Post], serve);
        }
    }

    private static async Task ServeAsync(HttpContext context, IAdmissionHandler handler, SemaphoreSlim room, ILogger logger)
    {
        if (!context.Request.IsHttps)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!await room.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many reviews at once");
            return;
        }

        try
        {
            await AnswerAsync(context, handler);
        }
        catch (MalformedReviewException malformed)
        {
            Log.MalformedReview(logger, handler.Path, malformed.Message);
            await RefuseAsync(context, StatusCodes.Status400BadRequest, malformed.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(context, bad.StatusCode, bad.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            Log.WebhookFailed(logger, error, handler.Path);
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "the webhook failed; its log says why");
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task AnswerAsync(HttpContext context, IAdmissionHandler handler)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        var request = await ReadAsync(context);
        var response = await handler.AnswerAsync(request, context.RequestAborted);
        response.Uid = request.Uid!;
        var review = new AdmissionReview { ApiVersion = AdmissionReview.Version, Kind = AdmissionReview.TypeName, Response = response };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(review, AdmissionJsonContext.Default.AdmissionReview);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <exception cref="MalformedReviewException">The body is no AdmissionReview.</exception>
    private static async Task<AdmissionRequest> ReadAsync(HttpContext context)
    {
        AdmissionReview? review;
        try
        {
            review = await JsonSerializer.DeserializeAsync(context.Request.Body, AdmissionJsonContext.Default.AdmissionReview, context.RequestAborted);
        }
        catch (JsonException malformed)
        {
            throw new MalformedReviewException("The body is not an AdmissionReview in JSON.", malformed);
        }

        if (review is not { ApiVersion: AdmissionReview.Version, Kind: AdmissionReview.TypeName })
        {
            throw new MalformedReviewException($"The body must be an {AdmissionReview.TypeName} of {AdmissionReview.Version}.");
        }

        return review.Request is { Uid.Length: > 0 } request ? request : throw new MalformedReviewException("request.uid is missing.");
    }

    private static async Task RefuseAsync(HttpContext context, int code, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(message, context.RequestAborted);
    }
}
