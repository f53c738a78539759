using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Http;

/// <summary>
/// Requests to one API server: authenticated, timed, measured, retried where that is safe. Every response is disposed by who asked for it.
/// </summary>
internal sealed partial class ApiConnection(ClusterConfig cluster, KubernetesClientOptions options) : IDisposable
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<KubernetesClient>();
    private readonly WarningLog _warnings = new(options.LoggerFactory.CreateLogger<KubernetesClient>());
    private readonly string _prefix = cluster.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly string _host = cluster.Server.Authority;
    private readonly Lock _lock = new();
    private ApiTransport? _transport;
    private bool _disposed;

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _transport?.Dispose();
        }
    }

    /// <summary>
    /// Sends and reads within <see cref="KubernetesClientOptions.RequestTimeout"/> per try. An idempotent request is sent again when the
    /// server asks for it by Retry-After on 429 or 5xx.
    /// </summary>
    /// <exception cref="TimeoutException">No complete answer in time.</exception>
    public async Task<TResult> SendAsync<TResult>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await AttemptAsync(request, read, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException e) when (MayRetry(request, e, attempt))
            {
                LogRetry(_logger, Describe(request), (int)e.StatusCode, e.RetryAfter!.Value.TotalSeconds);
                await Task.Delay(e.RetryAfter.Value, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>For a watch: the headers must come in time, the body may take for ever. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await SuccessfulAsync(request, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsCancellation(e) && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request, e);
        }
    }

    private async Task<TResult> AttemptAsync<TResult>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await SuccessfulAsync(request, linked.Token).ConfigureAwait(false);
            try
            {
                return await read(response, linked.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                throw ApiErrors.NotUnderstood(response.StatusCode, Describe(request), e);
            }
        }
        catch (Exception e) when (IsCancellation(e) && linked.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut(request, e);
        }
    }

    /// <summary>An aborted HTTP/2 stream sometimes shows as an I/O error.</summary>
    private static bool IsCancellation(Exception e) => e is OperationCanceledException or IOException or HttpRequestException;

    private async Task<HttpResponseMessage> SuccessfulAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var credential = await cluster.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        var response = await MeasuredAsync(request, credential, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && cluster.Credentials.Invalidate(credential))
        {
            response.Dispose();
            credential = await cluster.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            response = await MeasuredAsync(request, credential, cancellationToken).ConfigureAwait(false);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiErrors.ReadAsync(response, Describe(request), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> MeasuredAsync(ApiRequest request, Credential credential, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        int? code = null;
        try
        {
            using var message = Message(request, credential);
            var response = await TransportFor(credential.Certificate).SendAsync(message, cancellationToken).ConfigureAwait(false);
            code = (int)response.StatusCode;
            _warnings.Write(response);
            return response;
        }
        finally
        {
            RestMetrics.Record(request.Method.Method, _host, code, _time.GetElapsedTime(started));
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_prefix + request.PathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        if (credential.Token is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential.Token}");
        }

        // The handler takes the name for SNI and for the check of the certificate from here.
        message.Headers.Host = cluster.TlsServerName;
        if (request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        return message;
    }

    /// <summary>A new certificate needs new connections; those of the old one end by themselves when they are idle.</summary>
    private ApiTransport TransportFor(Auth.ClientCertificate? certificate)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_transport is null || !ReferenceEquals(_transport.Certificate, certificate))
            {
                _transport = new ApiTransport(cluster, certificate);
            }

            return _transport;
        }
    }

    private bool MayRetry(ApiRequest request, KubernetesApiException error, int attempt) =>
        request.Idempotent && error.IsTransient && attempt < options.MaxRetries && error.RetryAfter <= options.MaxRetryAfter;

    private TimeoutException TimedOut(ApiRequest request, Exception inner) =>
        new($"{Describe(request)}: no answer within {options.RequestTimeout.TotalSeconds:0.#} s", inner);

    private static string Describe(ApiRequest request)
    {
        var query = request.PathAndQuery.IndexOf('?');
        return $"{request.Method} {(query < 0 ? request.PathAndQuery : request.PathAndQuery.AsSpan(0, query))}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waited for {Seconds} s to repeat {Request} because the API server answered {StatusCode}")]
    private static partial void LogRetry(ILogger logger, string request, int statusCode, double seconds);
}
