using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Howdah.Worker.Tests.Load;

/// <summary>Many workers over HTTP, each on a connection of its own, which take an item, complete it, and so on until nothing is left.</summary>
/// <param name="address">The gateway.</param>
/// <param name="queue">Name of the queue.</param>
/// <param name="workers">How many at the same time.</param>
/// <param name="think">What the work on an item takes.</param>
internal sealed class LoadRun(Uri address, string queue, int workers, TimeSpan think)
{
    private readonly ConcurrentBag<double> _latencies = [];
    private int _completed;
    private int _repeated;
    private int _errors;

    public int Completed => _completed;

    /// <summary>Completions that an earlier request had done already, whose answer was lost.</summary>
    public int Repeated => _repeated;

    public int Errors => _errors;

    /// <summary>Ids and tokens whose completion was acknowledged.</summary>
    public ConcurrentBag<(string Id, string Token)> Done { get; } = [];

    public async Task<string> RunAsync(int items, TimeSpan bound, CancellationToken cancellationToken = default)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, ConnectTimeout = TimeSpan.FromSeconds(60) };
        using var http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(bound);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(number => Task.Run(() => WorkAsync(http, "worker-" + number, items, end), CancellationToken.None)));
        var elapsed = watch.Elapsed;
        var sorted = _latencies.Order().ToList();
        double At(double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
        return $"{workers} workers, {_completed} items in {elapsed.TotalSeconds:0.0} s: {_completed / elapsed.TotalSeconds:0} items/s; "
            + $"acquire p50 {At(0.5):0} ms, p99 {At(0.99):0} ms, max {At(1):0} ms; {_errors} errors, {_repeated} repeated completions";
    }

    private async Task WorkAsync(HttpClient http, string holder, int items, CancellationTokenSource end)
    {
        while (!end.IsCancellationRequested && Volatile.Read(ref _completed) < items)
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                using var taken = await PostAsync(http, "acquire", $$"""{"holder": "{{holder}}", "leaseSeconds": 5, "waitSeconds": 2}""", end.Token);
                if (taken is null)
                {
                    Interlocked.Increment(ref _errors);
                    await Task.Delay(50, end.Token);
                    continue;
                }

                foreach (var item in taken.RootElement.GetProperty("items").EnumerateArray())
                {
                    _latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    await Task.Delay(think, end.Token);
                    await CompleteAsync(http, item.GetProperty("id").GetString()!, item.GetProperty("token").GetString()!, items, end);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CompleteAsync(HttpClient http, string id, string token, int items, CancellationTokenSource end)
    {
        while (true)
        {
            using var answer = await PostAsync(http, "complete", $$"""{"id": "{{id}}", "token": "{{token}}"}""", end.Token);
            if (answer is null)
            {
                Interlocked.Increment(ref _errors);
                await Task.Delay(50, end.Token);
                continue;
            }

            if (!answer.RootElement.TryGetProperty("completed", out var completed))
            {
                // Refused: the lease was over and the item is another's.
                return;
            }

            Done.Add((id, token));
            Interlocked.Add(ref _repeated, completed.GetBoolean() ? 0 : 1);
            if (Interlocked.Increment(ref _completed) >= items)
            {
                await end.CancelAsync();
            }

            return;
        }
    }

    /// <summary>The answer, a refusal included; null when there is none or the gateway is not ready.</summary>
    private async Task<JsonDocument?> PostAsync(HttpClient http, string verb, string body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await http.PostAsync(new Uri($"/v1/queues/{queue}/{verb}", UriKind.Relative), content, cancellationToken);
            return (int)response.StatusCode is 429 or >= 500
                ? null
                : await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }
}
