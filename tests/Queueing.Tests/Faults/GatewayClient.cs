using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>A worker's view of a gateway that goes and comes back: what has no answer is sent again as it is.</summary>
internal sealed class GatewayClient(HttpClient http, QueueName queue, CancellationToken stop)
{
    private static readonly string[] Refusals = ["WQ001", "WQ002", "WQ003", "WQ004"];
    private int _unanswered;

    /// <summary>Requests that had no answer.</summary>
    public int Unanswered => _unanswered;

    /// <param name="verb">Name of the verb.</param>
    /// <param name="body">What is sent.</param>
    public async Task<Answer> PostAsync(string verb, object body)
    {
        for (var tries = 1; ; tries++)
        {
            var sent = TimeProvider.System.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/queues/{queue.Value}/{verb}") { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
            if (await SendAsync(request) is { } answer)
            {
                return answer with { Sent = sent, Tries = tries };
            }

            await RestAsync(tries);
        }
    }

    public async Task<bool> HasPendingAsync()
    {
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/queues/{queue.Value}/stats");
            if (await SendAsync(request) is { } answer)
            {
                return (bool)answer.Body["pending"]!;
            }

            await RestAsync(tries);
        }
    }

    /// <summary>Longer and longer, so that the gateway has room to start.</summary>
    private Task RestAsync(int tries) => Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20 << Math.Min(tries, 5), 400)), stop);

    private async Task<Answer?> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await http.SendAsync(request, stop);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(stop))!;
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return new Answer(body, null);
                case HttpStatusCode.Conflict when Refusals.Contains((string?)body["code"]):
                    return new Answer(body, (string)body["code"]!);
                case HttpStatusCode.ServiceUnavailable:
                    break;
                default:
                    throw new InvalidOperationException($"{request.RequestUri}: {response.StatusCode} {body.ToJsonString()}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Interlocked.Increment(ref _unanswered);
        }

        return null;
    }

    /// <param name="Body">The answer.</param>
    /// <param name="Code">Of a refusal.</param>
    internal sealed record Answer(JsonNode Body, string? Code)
    {
        /// <summary>When the request was sent that has this answer, by the monotonic clock.</summary>
        public long Sent { get; init; }

        /// <summary>How often it was sent, this answer's included.</summary>
        public int Tries { get; init; }
    }
}
