using FsCheck;
using FsCheck.Fluent;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Model;

/// <summary>Random sequences of verbs, on a database and on the model at the same time. The database's clock moves only when the test says so.</summary>
[Collection(ServerCollection.Name)]
public sealed class QueueModelTests(ScratchServer server)
{
    private const int MaxAttempts = 3;
    private const int LeaseSeconds = 10;
    private static readonly string[] Keys = ["a", "b", "c", "d"];
    private static readonly string[] Workers = ["w1", "w2", "w3"];

    [SkippableFact]
    public async Task The_database_does_what_the_model_does()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var run = 0;
        var sequence = Gen.Choose(0, 11).SelectMany(verb => Gen.Choose(0, Keys.Length - 1).SelectMany(key => Gen.Choose(0, Workers.Length - 1)
            .SelectMany(worker => Gen.Choose(0, 2).Select(extra => (Verb: verb, Key: key, Worker: worker, Extra: extra))))).ListOf(60);
        Prop.ForAll(sequence.ToArbitrary(), operations =>
        {
            var queue = new QueueName($"model {run++}");
            new Run(source, queue).ExecuteAsync([.. operations]).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    private sealed class Run(NpgsqlDataSource source, QueueName queue)
    {
        private readonly QueueModel _model = new(MaxAttempts);
        private readonly QueueClient _client = new(source, queue);
        private readonly Dictionary<(string Worker, string Key), LeasedItem> _held = [];
        private readonly Dictionary<string, long> _lastToken = new(StringComparer.Ordinal);
        private int _children;

        public async Task ExecuteAsync((int Verb, int Key, int Worker, int Extra)[] operations)
        {
            await new QueueSchema(source, queue).MigrateAsync();
            await source.ExecuteAsync($"""
                create table {queue.Quoted}.test_clock (at timestamptz not null);
                insert into {queue.Quoted}.test_clock values (now());
                create sequence {queue.Quoted}.test_tick;
                create or replace function {queue.Quoted}.clock() returns timestamptz language sql volatile set search_path = {queue.Quoted}
                    as $$ select at + nextval('test_tick') * interval '1 microsecond' from test_clock $$;
                update {queue.Quoted}.settings set lease_mode = 'doubling', attempts_max = {MaxAttempts};
                """);
            foreach (var (verb, key, worker, extra) in operations)
            {
                await StepAsync(verb, Keys[key], Workers[worker], extra);
                await CompareAsync();
            }
        }

        private async Task StepAsync(int verb, string key, string worker, int extra)
        {
            switch (verb)
            {
                case 0 or 1:
                    Assert.Equal(_model.Create(key), await _client.CreateAsync(new NewItem(key)));
                    break;
                case 2 or 3:
                    await AcquireAsync(worker, extra + 1);
                    break;
                case 4:
                    await AcquireItemAsync(worker, key);
                    break;
                case 5:
                    await VerbAsync(worker, key, item => _client.CompleteAsync(item), () => _model.Complete(key), repeatableWhen: ModelState.Completed);
                    break;
                case 6:
                    await VerbAsync(worker, key, async item =>
                    {
                        var answer = await _client.FailAsync(item, "test", TimeSpan.FromSeconds(extra * 5));
                        Assert.Equal(_model.Items[key].State == ModelState.Dead || _model.Items[key].Attempt >= MaxAttempts, answer.Dead);
                    }, () => _model.Fail(key, extra * 5), repeatableWhen: ModelState.Dead);
                    break;
                case 7:
                    if (_held.TryGetValue((worker, key), out var released))
                    {
                        var expected = _model.Holds(key, worker, released.Token);
                        Assert.Equal(expected ? 1 : 0, (await _client.ReleaseAsync([released])).Length);
                        if (expected)
                        {
                            _model.Release(key);
                        }
                    }

                    break;
                case 8:
                    await RenewAsync(worker, key);
                    break;
                case 9:
                    var seconds = extra == 0 ? LeaseSeconds : extra * 7;
                    _model.Advance(seconds);
                    await source.AdvanceModelClockAsync(queue, seconds);
                    break;
                case 10:
                    await VerbAsync(worker, key, item => _client.CompleteWithSuccessorsAsync(item, [$"{key} child {_children}"]), () =>
                    {
                        _model.Create($"{key} child {_children++}");
                        _model.Complete(key);
                        _model.Items[key].CompletedWithSuccessors = true;
                    });
                    break;
                default:
                    await RedriveAsync();
                    break;
            }
        }

        private async Task AcquireAsync(string worker, int limit)
        {
            var due = _model.DueKeys();
            var expired = _model.Items.Keys.Where(_model.IsExpired).ToList();
            var healthy = expired.Where(key => !_model.IsPoisoned(key)).ToList();
            var taken = await _client.AcquireAsync(worker, TimeSpan.FromSeconds(LeaseSeconds), limit);

            Assert.Equal(Math.Min(limit, due.Count + healthy.Count), taken.Count);
            var fromReady = taken.Where(item => !expired.Contains(item.Key)).OrderBy(item => item.Token).Select(item => item.Key).ToList();
            Assert.Equal(due.Take(fromReady.Count), fromReady);
            Assert.All(taken, item => Assert.True(fromReady.Contains(item.Key) || healthy.Contains(item.Key), item.Key));
            foreach (var item in taken)
            {
                Take(worker, item);
            }

            await BuryAsync(expired);
        }

        private async Task AcquireItemAsync(string worker, string key)
        {
            var isPoisoned = _model.Items.ContainsKey(key) && _model.IsPoisoned(key);
            var answer = await _client.AcquireItemAsync(key, worker, TimeSpan.FromSeconds(LeaseSeconds));
            _model.Create(key);
            var item = _model.Items[key];
            var isLive = item.State == ModelState.Leased && !_model.IsExpired(key);
            var expected = item.State switch
            {
                ModelState.Completed => AcquireItemStatus.AlreadyCompleted,
                ModelState.Dead => AcquireItemStatus.Dead,
                _ when isPoisoned => AcquireItemStatus.Dead,
                _ when isLive && item.Holder != worker => AcquireItemStatus.HeldElsewhere,
                _ => AcquireItemStatus.Acquired,
            };
            Assert.Equal(expected, answer.Status);
            if (isPoisoned)
            {
                _model.Bury(key);
            }
            else if (expected == AcquireItemStatus.Acquired && isLive)
            {
                Assert.Equal(item.Token, answer.Item!.Token);
            }
            else if (expected == AcquireItemStatus.Acquired)
            {
                Take(worker, answer.Item!);
            }
        }

        private async Task RenewAsync(string worker, string key)
        {
            if (!_held.TryGetValue((worker, key), out var item))
            {
                return;
            }

            var expected = _model.Holds(key, worker, item.Token) && !_model.IsExpired(key);
            var renewed = await _client.RenewAsync([item], TimeSpan.FromSeconds(LeaseSeconds));
            Assert.Equal(expected, renewed.ContainsKey(item.Id));
            if (expected)
            {
                _model.Items[key].Until = Math.Max(_model.Items[key].Until, _model.Now + LeaseSeconds);
            }
        }

        private async Task RedriveAsync()
        {
            var dead = _model.Items.Where(pair => pair.Value.State == ModelState.Dead).Select(pair => pair.Key).ToList();
            Assert.Equal(dead.Count, await source.ScalarAsync<int>($"select {queue.Quoted}.redrive()"));
            var order = new List<(DateTimeOffset RunAt, string Key)>();
            foreach (var key in dead)
            {
                order.Add(((await _client.InspectAsync(key))!.RunAt!.Value, key));
            }

            foreach (var (_, key) in order.Order())
            {
                _model.Redrive(key);
            }
        }

        private async Task VerbAsync(string worker, string key, Func<LeasedItem, Task> verb, Action apply, ModelState? repeatableWhen = null)
        {
            if (!_held.TryGetValue((worker, key), out var item))
            {
                return;
            }

            var again = _model.Items[key].State == repeatableWhen && _model.Items[key].Token == item.Token;
            if (_model.Holds(key, worker, item.Token))
            {
                await verb(item);
                apply();
            }
            else if (again)
            {
                await verb(item);
            }
            else
            {
                await Assert.ThrowsAsync<WorkQueueException>(() => verb(item));
            }
        }

        private void Take(string worker, LeasedItem item)
        {
            Assert.True(item.Token > _lastToken.GetValueOrDefault(item.Key), "tokens grow");
            _lastToken[item.Key] = item.Token;
            _model.Lease(item.Key, worker, item.Token, LeaseSeconds);
            _held[(worker, item.Key)] = item;
        }

        private async Task BuryAsync(IEnumerable<string> candidates)
        {
            foreach (var key in candidates.Where(_model.IsPoisoned).ToList())
            {
                if ((await _client.InspectAsync(key))!.State == "dead")
                {
                    _model.Bury(key);
                }
            }
        }

        private async Task CompareAsync()
        {
            foreach (var (key, item) in _model.Items)
            {
                var state = await _client.InspectAsync(key);
                Assert.Equal(item.State switch
                {
                    ModelState.Ready => item.Due.Second <= _model.Now ? "waiting" : "scheduled",
                    ModelState.Leased => item.Until <= _model.Now ? "expired" : "leased",
                    ModelState.Dead => "dead",
                    _ => "completed",
                }, state!.State);
                Assert.Equal(item.Attempt, state.Attempt);
            }

            Assert.Equal(_model.Items.Values.Count(item => item.State is ModelState.Ready or ModelState.Leased), await _client.CountNotCompleteAsync());
        }
    }
}
