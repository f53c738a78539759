using System.Net;
using System.Text;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>Real connections, until a test breaks them: before a request reaches the cluster, or after, when only the answer is lost.</summary>
internal sealed class FaultyHandler : DelegatingHandler
{
    private int _calls;

    public FaultyHandler()
        : base(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), MaxConnectionsPerServer = 64 })
    {
    }

    /// <summary>Requests so far, the failed ones included.</summary>
    public int Calls => _calls;

    /// <summary>The next requests fail unsent; -1 for all.</summary>
    public int Failures { get; set; }

    /// <summary>Says what happens to a request; null: it goes through.</summary>
    public Func<HttpRequestMessage, int, Fault?>? Decide { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls);
        if (Failures != 0)
        {
            Failures -= Failures > 0 ? 1 : 0;
            throw new HttpRequestException("the connection was broken by the test");
        }

        var fault = Decide?.Invoke(request, call);
        if (fault is { IsSent: false })
        {
            return fault.Answer();
        }

        var response = await base.SendAsync(request, cancellationToken);
        return fault is null ? response : fault.Answer();
    }
}

/// <param name="IsSent">The cluster gets the request; its answer is replaced.</param>
/// <param name="Answer">What comes back, or is thrown.</param>
internal sealed record Fault(bool IsSent, Func<HttpResponseMessage> Answer)
{
    public static readonly Fault Unsent = new(false, () => throw new HttpRequestException("the connection was broken by the test"));
    public static readonly Fault AnswerLost = new(true, () => throw new HttpRequestException("the answer was lost by the test"));

    public static Fault Answering(int status, string body, bool isSent = false) => new(isSent, () => new HttpResponseMessage((HttpStatusCode)status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    });
}
