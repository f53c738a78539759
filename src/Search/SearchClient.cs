using System.Text;
using System.Text.Json.Nodes;
using Howdah.Search.Connection;
using Howdah.Search.Http;

namespace Howdah.Search;

/// <summary>
/// A cluster of OpenSearch, or of Elasticsearch 7. Safe for concurrent use. Requests are retried while the cluster is busy or away, writes only
/// where repeating them does no harm. Every failure is a <see cref="SearchException"/>.
/// </summary>
public sealed partial class SearchClient : IDisposable
{
    private readonly SearchHttp _http;

    /// <exception cref="SearchConfigurationException">The connection's settings contradict each other or name a file that cannot be read.</exception>
    public SearchClient(SearchConnection connection, SearchClientOptions? options = null)
        : this(connection, SearchTransport.Create(connection), options)
    {
    }

    /// <param name="connection">Where and as whom.</param>
    /// <param name="handler">Carries the requests; disposed of with the client.</param>
    /// <param name="options">Limits.</param>
    public SearchClient(SearchConnection connection, HttpMessageHandler handler, SearchClientOptions? options = null)
    {
        connection.Validate();
        Options = options ?? new SearchClientOptions();
        Address = connection.ToString();
        _http = new SearchHttp(connection.Url, new HttpMessageInvoker(handler, disposeHandler: true), ownsInvoker: true, new SearchCredentials(connection), Options);
    }

    private SearchClient(SearchClient other, SearchRetry retry)
    {
        Options = other.Options with { Retry = retry };
        Address = other.Address;
        _http = other._http.With(Options);
    }

    public SearchClientOptions Options { get; }

    /// <summary>For messages: without credentials.</summary>
    public string Address { get; }

    /// <summary>The same cluster over the same connections with another schedule; for callers that repeat requests themselves. Disposing of it does nothing.</summary>
    public SearchClient With(SearchRetry retry) => new(this, retry);

    public void Dispose() => _http.Dispose();

    private static byte[] Json(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    /// <summary>As <see cref="SearchHttp.SendAsync"/>, but a 404 or 409 is a failure too.</summary>
    private async Task<SearchResponse> SendAsync(SearchRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return (int)response.Status < 300 ? response : throw response.Refusal();
    }
}
