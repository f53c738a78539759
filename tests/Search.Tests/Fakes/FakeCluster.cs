using System.Net;
using System.Text;
using Howdah.Search.Connection;

namespace Howdah.Search.Tests.Fakes;

/// <summary>A cluster whose answers are given one by one; the last is repeated. What was asked is kept.</summary>
internal sealed class FakeCluster : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();
    private Func<HttpResponseMessage>? _last;

    public List<(string Method, string Path, string Body, string? Authorization, string? ContentType)> Requests { get; } = [];

    public InstantTime Time { get; } = new();

    public FakeCluster Answer(int status, string body, params (string Name, string Value)[] headers) => Answer(() =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    });

    public FakeCluster Break() => Answer(() => throw new HttpRequestException("the connection was broken by the test"));

    public FakeCluster Answer(Func<HttpResponseMessage> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public SearchClient Client(SearchClientOptions? options = null, SearchConnection? connection = null) =>
        new(connection ?? new SearchConnection { Url = new Uri("http://search.test:9200/") }, this, (options ?? new SearchClientOptions()) with { Time = Time });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((
            request.Method.Method, request.RequestUri!.PathAndQuery, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken),
            request.Headers.Authorization?.ToString(), request.Content?.Headers.ContentType?.ToString()));
        _last = _answers.Count > 0 ? _answers.Dequeue() : _last;
        return _last!();
    }
}
