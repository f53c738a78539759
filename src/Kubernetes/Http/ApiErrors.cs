using System.Net;
using System.Text;
using System.Text.Json;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Http;

/// <summary>Turns refusals into exceptions, whatever stands in their bodies.</summary>
internal static class ApiErrors
{
    /// <summary>Reason of an answer that claims success and is not what was asked for.</summary>
    public const string Malformed = "MalformedResponse";

    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxTextLength = 512;

    /// <summary>Reads at most 64 KiB; a body that breaks off, stalls until the token fires or is no Status still gives an exception with the status code.</summary>
    public static async Task<KubernetesApiException> ReadAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        var retryAfter = RetryAfter(response);
        return TryParse(body.Span) is { } status
            ? FromStatus(status, response.StatusCode, what, retryAfter)
            : new KubernetesApiException(response.StatusCode, null, $"{what}: {(int)response.StatusCode} {Describe(response, body.Span)}") { RetryAfter = retryAfter };
    }

    /// <summary>Of an ERROR event in a watch, whose code is the only one there is.</summary>
    public static KubernetesApiException FromEvent(V1Status status, string what)
    {
        var code = status.Code is >= 400 and <= 599 ? (HttpStatusCode)status.Code : HttpStatusCode.InternalServerError;
        return FromStatus(status, code, what, null);
    }

    public static KubernetesApiException NotUnderstood(HttpStatusCode code, string what, Exception? inner) =>
        new(code, Malformed, $"{what}: the answer is not what was asked for{(inner is null ? "" : $": {inner.Message}")}", inner);

    private static KubernetesApiException FromStatus(V1Status status, HttpStatusCode code, string what, TimeSpan? retryAfter) =>
        new(code, status.Reason, $"{what}: {(int)code} {status.Reason}: {status.Message}")
        {
            RetryAfter = retryAfter ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null),
            Causes = [.. (status.Details?.Causes ?? []).Where(cause => cause is not null).Select(cause => cause.Field is null ? $"{cause.Message}" : $"{cause.Field}: {cause.Message}")],
        };

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            for (int read; length < MaxBodyBytes && (read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0;)
            {
                length += read;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 4, MaxBodyBytes));
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            // What has come so far is all there is; the status code says enough.
        }

        return buffer.AsMemory(0, length);
    }

    private static V1Status? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubernetesJson.Default.TypeInfo<V1Status>()) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta && delta >= TimeSpan.Zero ? delta : null;

    /// <summary>The start of the body on one line, for people.</summary>
    private static string Describe(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxTextLength * 4)]);
        text = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        text = text.Length > MaxTextLength ? string.Concat(text.AsSpan(0, MaxTextLength), "…") : text;
        return text.Length > 0 ? $"{response.ReasonPhrase}: {text}" : response.ReasonPhrase ?? response.StatusCode.ToString();
    }
}
