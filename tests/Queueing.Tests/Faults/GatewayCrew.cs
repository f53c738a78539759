using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>A producer and many workers before a gateway; the journal has what the workers saw. Items are pushed until the producer is told that it is enough.</summary>
internal sealed class GatewayCrew(GatewayProcess gateway, QueueName queue, Journal journal, int seed) : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PatienceForGrants = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stop = new(Patience);
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = gateway.Address };
    private readonly List<string> _keys = [];
    private GatewayClient? _client;
    private Task _all = Task.CompletedTask;
    private volatile bool _isEnough;
    private volatile int _reserve = 300;
    private Exception? _failure;
    private int _repeated;

    /// <summary>How many items that are not completed the producer sees to. With few, workers wait for work.</summary>
    public int Reserve
    {
        get => _reserve;
        set => _reserve = value;
    }

    public int Unanswered => _client!.Unanswered;

    /// <summary>Completions of which the answer was lost, and that were told to be done already when they were sent again.</summary>
    public int Repeated => _repeated;

    /// <summary>All there is, once the crew has ended.</summary>
    public IReadOnlyList<string> Keys => [.. _keys, .. _keys.Where(HasSuccessor).Select(key => key + "/next")];

    public void Start(int workers)
    {
        _client = new GatewayClient(_http, queue, _stop.Token);
        _all = Task.WhenAll([GuardAsync(ProduceAsync), .. Enumerable.Range(0, workers).Select(worker => GuardAsync(() => WorkAsync(worker)))]);
    }

    /// <summary>Until so many more items have been received by workers: that shows that work goes on.</summary>
    public async Task UntilGrantedAsync(int more)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = journal.Grants;
        while (journal.Grants < before + more && !_all.IsCompleted)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < PatienceForGrants, $"only {journal.Grants - before} of {more} items have been given out in {PatienceForGrants}");
            await Task.Delay(2);
        }

        ThrowFailure();
    }

    public async Task EndAsync()
    {
        _isEnough = true;
        await _all;
        ThrowFailure();
    }

    /// <summary>An old token, sent once more: the code of its refusal, or null when it was not refused.</summary>
    public async Task<string?> CompleteAsync(long id, long token) => (await _client!.PostAsync("complete", new { id, token })).Code;

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private static bool HasSuccessor(string key) => key.EndsWith('7');

    private static long Number(JsonNode item, string name) => long.Parse((string)item[name]!, CultureInfo.InvariantCulture);

    private static long After(long timestamp, long milliseconds) => timestamp + (long)(milliseconds / 1000d * TimeProvider.System.TimestampFrequency);

    /// <summary>The first failure ends all, so that nobody waits for what cannot be any more.</summary>
    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await Task.Run(action);
        }
        catch (Exception exception)
        {
            var failure = exception is OperationCanceledException ? new TimeoutException($"Not all was done within {Patience}.", exception) : exception;
            Interlocked.CompareExchange(ref _failure, failure, null);
            await _stop.CancelAsync();
        }
    }

    private void ThrowFailure()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task ProduceAsync()
    {
        while (!_isEnough)
        {
            var reserve = Reserve;
            if (_keys.Count - journal.Completions < reserve)
            {
                string[] more = [.. Enumerable.Range(_keys.Count, reserve / 3).Select(number => $"item-{number:00000}")];
                await _client!.PostAsync("items", new { items = more.Select(key => new { key }) });
                _keys.AddRange(more);
            }
            else
            {
                await Task.Delay(5, _stop.Token);
            }
        }
    }

    private async Task WorkAsync(int worker)
    {
        var random = new Random(seed + worker);
        while (true)
        {
            var answer = await _client!.PostAsync(
                "acquire", new { holder = $"worker {worker}", leaseSeconds = Lease.TotalSeconds, limit = random.Next(4) == 0 ? 2 : 1, waitSeconds = 0.2 + random.NextDouble() });
            var waited = (long)answer.Body["waitedMilliseconds"]!;
            List<Journal.Grant> grants = [.. answer.Body["items"]!.AsArray().Select(item => new Journal.Grant(
                Number(item!, "id"), (string)item!["key"]!, Number(item, "token"), TimeProvider.System.GetTimestamp(),
                After(answer.Sent, waited + (long)item["leaseMilliseconds"]!)))];
            grants.ForEach(journal.Granted);
            foreach (var grant in grants)
            {
                await UseAsync(grant, random.Next(40));
            }

            if (grants.Count == 0 && _isEnough && !await _client.HasPendingAsync())
            {
                return;
            }
        }
    }

    private async Task UseAsync(Journal.Grant grant, int what)
    {
        switch (what)
        {
            case 0:
                break;
            case 1:
                await Task.Delay(Lease, _stop.Token);
                goto default;
            case 2:
                journal.GivingUp(grant.Token, TimeProvider.System.GetTimestamp());
                await _client!.PostAsync("release", new { id = grant.Id, token = grant.Token });
                break;
            case 3:
                journal.GivingUp(grant.Token, TimeProvider.System.GetTimestamp());
                await _client!.PostAsync("fail", new { id = grant.Id, token = grant.Token, reason = "test" });
                break;
            case < 8:
                await RenewAsync(grant);
                goto default;
            default:
                await CompleteAsync(grant);
                break;
        }
    }

    private async Task RenewAsync(Journal.Grant grant)
    {
        var answer = await _client!.PostAsync("renew", new { id = grant.Id, token = grant.Token, leaseSeconds = Lease.TotalSeconds });
        if (answer.Code is null)
        {
            journal.Renewed(grant.Token, After(answer.Sent, (long)answer.Body["leaseMilliseconds"]!));
        }
        else
        {
            CheckRefusal(grant, answer);
        }
    }

    private async Task CompleteAsync(Journal.Grant grant)
    {
        object body = HasSuccessor(grant.Key)
            ? new { id = grant.Id, token = grant.Token, successors = new[] { new { key = grant.Key + "/next" } } }
            : new { id = grant.Id, token = grant.Token };
        var answer = await _client!.PostAsync("complete", body);
        if (answer.Code is not null)
        {
            CheckRefusal(grant, answer);
            return;
        }

        journal.Completed(new Journal.Completion(grant.Id, grant.Key, grant.Token));
        if (!(bool)answer.Body["completed"]!)
        {
            Assert.True(answer.Tries > 1, $"{grant.Key}: said to be completed before it was");
            Interlocked.Increment(ref _repeated);
        }
    }

    /// <summary>While a lease runs by its holder's own clock, nobody may refuse the holder.</summary>
    private static void CheckRefusal(Journal.Grant grant, GatewayClient.Answer answer) =>
        Assert.True(TimeProvider.System.GetTimestamp() >= grant.Deadline, $"{grant.Key}: refused with {answer.Code} while the lease under {grant.Token} was running");
}
