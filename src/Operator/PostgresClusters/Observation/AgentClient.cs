using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Howdah.HighAvailability;
using Howdah.Instances;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>
/// <c>GET /status</c> over HTTPS, with client certificates. One connection pool a cluster, made anew when a certificate is renewed.
/// </summary>
internal sealed class AgentClient(TimeProvider time) : IAgentClient, IDisposable
{
    /// <summary>A report of nine instances takes about 6 KiB.</summary>
    private const int LargestAnswer = 256 * 1024;

    private readonly ConcurrentDictionary<string, AgentConnections> _clusters = new(StringComparer.Ordinal);

    public async Task<AgentAnswer> AskAsync(AgentEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var connections = Connections(endpoint);
            using var request = new HttpRequestMessage(HttpMethod.Get, StatusUri(endpoint.Address));
            // The name that TLS asks for and checks; the connection goes to the pod's own address.
            request.Headers.Host = endpoint.ServerName;
            using var response = await connections.Client.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return AgentAnswer.None($"The agent answered {(int)response.StatusCode}");
            }

            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Check(endpoint, JsonSerializer.Deserialize(body, ReportJsonContext.Default.InstanceReport));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AgentAnswer.None(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The agent did not answer within {timeout.TotalSeconds:0.##} s"));
        }
        catch (JsonException)
        {
            return AgentAnswer.None("The agent's answer is not a report");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException
            or System.Security.Cryptography.CryptographicException or UriFormatException or ObjectDisposedException)
        {
            return AgentAnswer.None($"The agent cannot be reached: {Innermost(exception).Message}");
        }
    }

    public void Forget(string clusterUid)
    {
        if (_clusters.TryRemove(clusterUid, out var connections))
        {
            connections.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var uid in _clusters.Keys)
        {
            Forget(uid);
        }
    }

    private AgentConnections Connections(AgentEndpoint endpoint)
    {
        var present = _clusters.GetOrAdd(endpoint.ClusterUid, static (_, trust) => new AgentConnections(trust, LargestAnswer), endpoint.Trust);
        if (present.Trust == endpoint.Trust)
        {
            return present;
        }

        var next = new AgentConnections(endpoint.Trust, LargestAnswer);
        if (_clusters.TryUpdate(endpoint.ClusterUid, next, present))
        {
            present.Dispose();
            return next;
        }

        next.Dispose();
        return _clusters.GetOrAdd(endpoint.ClusterUid, static (_, trust) => new AgentConnections(trust, LargestAnswer), endpoint.Trust);
    }

    private static Uri StatusUri(string address) =>
        new UriBuilder(Uri.UriSchemeHttps, address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address, PodLayout.StatusPort, "/status").Uri;

    private static AgentAnswer Check(AgentEndpoint endpoint, InstanceReport? report)
    {
        if (report is null || report.Name != endpoint.Instance)
        {
            return AgentAnswer.None($"The agent at {endpoint.Address} is not {endpoint.Instance}'s");
        }

        return report.PodUid.Length > 0 && report.PodUid != endpoint.PodUid
            ? AgentAnswer.None($"The agent at {endpoint.Address} belongs to another pod of {endpoint.Instance}")
            : AgentAnswer.Of(report);
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
