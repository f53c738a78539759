using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Model;

/// <summary>
/// Two to four sessions with open transactions, whose verbs, commits and rollbacks are interleaved at random; a model says what each may see.
/// A verb that would have to wait for another session is not called, so that nothing depends on time. A failure names its seed.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class InterleavingTests(ScratchServer server)
{
    private const int Seeds = 40;
    private const int Steps = 120;

    [SkippableFact]
    public async Task Interleaved_transactions_do_what_the_model_does()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var queue = new QueueName("interleaved");
        await new QueueSchema(source, queue).MigrateAsync();
        await source.InstallTestClockAsync(queue);
        for (var seed = 0; seed < Seeds; seed++)
        {
            await source.ExecuteAsync("truncate interleaved.item, interleaved.ready, interleaved.lease, interleaved.dead, interleaved.history");
            try
            {
                await new Run(source, new Random(seed)).ExecuteAsync();
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or PostgresException)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }
        }
    }

    private sealed record Item(string State, long Token, bool IsExpired);

    private sealed class Session(NpgsqlConnection connection)
    {
        public NpgsqlConnection Connection => connection;

        public bool IsOpen { get; set; }

        /// <summary>What this session's transaction has made of the items it has touched.</summary>
        public Dictionary<string, Item> Pending { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Run(NpgsqlDataSource source, Random random)
    {
        private static readonly string[] Keys = ["a", "b", "c", "d", "e", "f"];
        private readonly Dictionary<string, Item> _committed = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
        private readonly HashSet<(string Key, long Token)> _tokens = [];
        private readonly Dictionary<string, int> _completions = new(StringComparer.Ordinal);
        private List<Session> _sessions = [];
        private long _newest;

        public async Task ExecuteAsync()
        {
            for (var i = random.Next(2, 5); i > 0; i--)
            {
                _sessions.Add(new Session(await source.OpenConnectionAsync()));
            }

            for (var step = 0; step < Steps; step++)
            {
                await StepAsync(_sessions[random.Next(_sessions.Count)]);
            }

            foreach (var session in _sessions)
            {
                await EndAsync(session, commit: true);
                await session.Connection.DisposeAsync();
            }

            _sessions = [];
            var rows = await source.ScalarAsync<string>("""
                select coalesce(string_agg(i.key || (select state from interleaved.inspect(i.key)), ',' order by i.key), '') from interleaved.item i
                """);
            Assert.Equal(string.Join(',', _committed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + Visible(pair.Value))), rows);
            Assert.Equal((long)_committed.Values.Count(item => item.State == "completed"), await source.ScalarAsync<long>("select count(*) from interleaved.history"));
        }

        private static string Visible(Item item) => item.State switch
        {
            "ready" => "waiting",
            "leased" when item.IsExpired => "expired",
            _ => item.State,
        };

        private async Task StepAsync(Session session)
        {
            var key = Keys[random.Next(Keys.Length)];
            switch (random.Next(12))
            {
                case 0 when !session.IsOpen:
                    await RunAsync(session, "begin");
                    session.IsOpen = true;
                    break;
                case 0 or 1:
                    await EndAsync(session, commit: random.Next(3) > 0);
                    break;
                case 2 or 3:
                    await CreateAsync(session, key);
                    break;
                case 4 or 5 or 6:
                    await AcquireAsync(session);
                    break;
                case 7 when _sessions.TrueForAll(other => other.Pending.Count == 0):
                    await source.AdvanceClockAsync(new QueueName("interleaved"), TimeSpan.FromSeconds(20));
                    foreach (var (name, item) in _committed.ToList())
                    {
                        _committed[name] = item with { IsExpired = item.State == "leased" };
                    }

                    break;
                case 8:
                    await FinishAsync(session, key, "release", item => item with { State = "ready" });
                    break;
                case 9:
                    await FinishAsync(session, key, "renew", item => item, renewal: true);
                    break;
                default:
                    await FinishAsync(session, key, "complete", item => item with { State = "completed" });
                    break;
            }
        }

        private async Task EndAsync(Session session, bool commit)
        {
            if (!session.IsOpen)
            {
                return;
            }

            await RunAsync(session, commit ? "commit" : "rollback");
            foreach (var (key, item) in session.Pending.Where(_ => commit))
            {
                Commit(key, item);
            }

            session.Pending.Clear();
            session.IsOpen = false;
        }

        private void Commit(string key, Item item)
        {
            if (item.State == "completed" && _committed.GetValueOrDefault(key)?.State != "completed")
            {
                _completions[key] = _completions.GetValueOrDefault(key) + 1;
                Assert.Equal(1, _completions[key]);
            }

            _committed[key] = item;
        }

        private bool IsBlocked(Session session, string key) => _sessions.Exists(other => other != session && other.Pending.ContainsKey(key));

        private Item? See(Session session, string key) => session.Pending.GetValueOrDefault(key) ?? _committed.GetValueOrDefault(key);

        private void Set(Session session, string key, Item item)
        {
            if (session.IsOpen)
            {
                session.Pending[key] = item;
            }
            else
            {
                Commit(key, item);
            }
        }

        private async Task CreateAsync(Session session, string key)
        {
            if (IsBlocked(session, key))
            {
                return;
            }

            var created = (bool)(await RunAsync(session, $"select interleaved.create_item('{key}')"))!;
            Assert.Equal(See(session, key) is null, created);
            if (created)
            {
                Set(session, key, new Item("ready", 0, IsExpired: false));
            }
        }

        private async Task AcquireAsync(Session session)
        {
            var free = Keys.Where(key => !IsBlocked(session, key)
                && See(session, key) is { } item && (item.State == "ready" || item is { State: "leased", IsExpired: true })).ToHashSet(StringComparer.Ordinal);
            var answer = (string?)await RunAsync(session, "select id || ' ' || token || ' ' || key from interleaved.acquire('w', '10 s')");
            if (answer is null)
            {
                Assert.Empty(free);
                return;
            }

            var parts = answer.Split(' ');
            var (token, taken) = (long.Parse(parts[1]), parts[2]);
            Assert.Contains(taken, free);
            Assert.True(token > _newest, "tokens grow");
            _newest = token;
            _ids[taken] = long.Parse(parts[0]);
            _tokens.Add((taken, token));
            Set(session, taken, new Item("leased", token, IsExpired: false));
        }

        /// <summary>With any token that was ever given out for the item, also by a transaction that was rolled back.</summary>
        private async Task FinishAsync(Session session, string key, string verb, Func<Item, Item> apply, bool renewal = false)
        {
            var tokens = _tokens.Where(pair => pair.Key == key).Select(pair => pair.Token).ToList();
            if (tokens.Count == 0 || IsBlocked(session, key))
            {
                return;
            }

            var token = tokens[random.Next(2) == 0 ? tokens.Count - 1 : random.Next(tokens.Count)];
            var item = See(session, key);
            var isHeld = item is { State: "leased" } && item.Token == token && !(renewal && item.IsExpired);
            await RunAsync(session, "savepoint verb", onlyIfOpen: true);
            var accepted = true;
            try
            {
                var answer = await RunAsync(session, $"select interleaved.{verb}({_ids[key]}, {token}{(renewal ? ", '10 s'" : "")})");
                accepted = answer is not false;
            }
            catch (PostgresException exception) when (exception.SqlState.StartsWith("WQ", StringComparison.Ordinal))
            {
                await RunAsync(session, "rollback to savepoint verb", onlyIfOpen: true);
                accepted = false;
            }

            Assert.Equal(isHeld, accepted);
            if (accepted)
            {
                Set(session, key, apply(item!));
            }
        }

        private static async Task<object?> RunAsync(Session session, string sql, bool onlyIfOpen = false)
        {
            if (onlyIfOpen && !session.IsOpen)
            {
                return null;
            }

            await using var command = new NpgsqlCommand(sql, session.Connection);
            return await command.ExecuteScalarAsync();
        }
    }
}
