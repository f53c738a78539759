using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Howdah.Search.Connection;

namespace Howdah.Search.Http;

/// <summary>Sends requests, and again while the cluster is busy or away.</summary>
internal sealed class SearchHttp(Uri url, HttpMessageInvoker invoker, bool ownsInvoker, SearchCredentials credentials, SearchClientOptions options) : IDisposable
{
    private const int MaxErrorBytes = 64 * 1024;
    private readonly string _base = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    public void Dispose()
    {
        if (ownsInvoker)
        {
            invoker.Dispose();
        }
    }

    public SearchHttp With(SearchClientOptions other) => new(url, invoker, ownsInvoker: false, credentials, other);

    /// <summary>The answer of status 2xx, 404 or 409; what those two mean is for the operation to say.</summary>
    /// <exception cref="SearchException">Every other answer, and none.</exception>
    public async Task<SearchResponse> SendAsync(SearchRequestMessage request, CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (SearchException exception) when (
                exception.IsTransient && (request.IsRepeatable || exception.IsNotApplied) && retry < options.Retry.MaxRetries)
            {
#pragma warning disable CA5394 // spreads retries; no secret depends on it
                var wait = options.Retry.WaitBefore(retry, exception.RetryAfter, Random.Shared.NextDouble());
#pragma warning restore CA5394
                if (options.Time.GetElapsedTime(started) + wait >= options.Deadline || exception.RetryAfter > options.Retry.Max)
                {
                    throw;
                }

                await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<SearchResponse> SendOnceAsync(SearchRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var message = Message(request);
        try
        {
            using var response = await invoker.SendAsync(message, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                var body = await BoundedBody.ReadAsync(response.Content, options.MaxResponseBytes, either.Token).ConfigureAwait(false)
                    ?? throw new SearchException(
                        SearchFailure.Malformed, $"{request.Operation}: the answer ({(int)response.StatusCode}) is longer than {options.MaxResponseBytes} bytes.", response.StatusCode);
                return new SearchResponse(response.StatusCode, body, request.Operation);
            }

            var error = ErrorReader.Read(await BoundedBody.ReadBeginningAsync(response.Content, MaxErrorBytes, either.Token).ConfigureAwait(false));
            throw new SearchException(SearchFailure.Refused, $"{request.Operation}: status {(int)response.StatusCode}: {error}", response.StatusCode, error)
            {
                RetryAfter = RetryAfter(response.Headers),
            };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchException(
                SearchFailure.Timeout, string.Create(CultureInfo.InvariantCulture, $"{request.Operation}: no answer within {options.Timeout.TotalSeconds:0.###} s."), inner: exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SearchException(SearchFailure.Connection, $"{request.Operation}: {exception.Message}", inner: exception);
        }
    }

    private HttpRequestMessage Message(SearchRequestMessage request)
    {
        // Paths are escaped already; an id of two dots would be taken for a way up.
        var address = new Uri(_base + request.Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(request.Method, address);
        message.Headers.Authorization = credentials.Header();
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.IsLines ? "application/x-ndjson" : "application/json");
        }

        return message;
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
        _ => null,
    };
}
