using System.Net;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Queueing;
using Howdah.Search;
using Howdah.Search.Connection;

namespace Howdah.Operator.WorkQueues.Search;

/// <summary>What a failure of OpenSearch means to a person, and what to do about it.</summary>
internal static class SearchTrouble
{
    private const int LongestMessage = 500;

    /// <summary>Null for what is not the cluster's failure.</summary>
    public static Trouble? Of(Exception exception, SearchTarget target) => exception switch
    {
        SearchConfigurationException configuration => new Trouble("ConnectionUnusable", Cut($"The connection to {target.Display} cannot be made: {configuration.Message}")),
        WorkQueueException { InnerException: SearchException inner } => Of(inner, target),
        WorkQueueException { Error: WorkQueueError.UnknownQueue } taken => new Trouble("IndexRefused", Cut($"{taken.Message} Choose another spec.openSearch.index, or another cluster")),
        WorkQueueException other => new Trouble("OpenSearchUnreachable", Cut($"{target.Display} cannot be used: {other.Message}")),
        SearchException search => Of(search, target),
        HttpRequestException or TimeoutException or IOException or OperationCanceledException or System.Net.Sockets.SocketException =>
            new Trouble("OpenSearchUnreachable", Cut($"{target.Display} cannot be reached: {exception.Message}")),
        _ => null,
    };

    private static Trouble Of(SearchException exception, SearchTarget target) => exception.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Trouble(
            "AccessDenied", Cut($"{target.Display} refuses the operator: {exception.Message}. Correct the Secret of spec.openSearch.secretRef, or what its user may do")),
        null => new Trouble("OpenSearchUnreachable", Cut($"{target.Display} cannot be reached: {exception.Message}. The operator tries again; check the URL and the network policies")),
        _ => new Trouble("OpenSearchError", Cut($"{target.Display}: {exception.Message}")),
    };

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
