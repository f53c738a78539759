using Npgsql;

namespace Howdah.QueueBench.Contenders;

/// <summary>
/// The table that Howdah's queue replaces: one row an item, taken at random (docs/workqueue.md, "Coming from a work_items table"). One by one only, and
/// with few items, because the cost of taking one grows with the number of those that wait.
/// </summary>
internal sealed class WorkItemsTable(Server server) : InProcess(server, "work_items table", "work_items")
{
    private const string Take = """
        update work_items set expiration = extract(epoch from now())::bigint + 600, lease_holder_id = $1,
            next_acquisition_lease_exponent = next_acquisition_lease_exponent + 1, updated_at = current_timestamp
        where work_item_id = (
            select work_item_id from work_items where completed_at is null and expiration < extract(epoch from now())::bigint
            order by random() limit 1 for update skip locked)
        returning work_item_id
        """;

    private const string Finish = """
        update work_items set completed_at = extract(epoch from now())::bigint, updated_at = current_timestamp
        where work_item_id = $1 and lease_holder_id = $2 and completed_at is null
        """;

    private static readonly Parallelism TwoAtATime = new(2);
    private NpgsqlDataSource? _source;

    public override IReadOnlyDictionary<int, int> Workers { get; } = new Dictionary<int, int> { [1] = 8 };

    public override Task SetUpAsync() => Server.ExecuteAsync(Database, """
        create table work_items (
            work_item_id varchar(255) primary key, script_version varchar(10) not null default '2.0', expiration bigint not null, completed_at bigint,
            lease_holder_id varchar(255), creator_id varchar(255) not null, next_acquisition_lease_exponent int not null default 0,
            successor_items text, created_at timestamp default current_timestamp, updated_at timestamp default current_timestamp);
        create index on work_items (expiration) where completed_at is null;
        create index on work_items (lease_holder_id) where completed_at is null;
        create index on work_items (completed_at) where completed_at is not null;
        """);

    public override async Task EnqueueAsync(int count, int chunk)
    {
        await using var source = Server.Connect(Database, 2);
        await TwoAtATime.RunAsync(Enumerable.Range(0, count).Chunk(chunk), async numbers =>
        {
            await using var command = source.CreateCommand(
                "insert into work_items (work_item_id, expiration, creator_id) select k, 0, 'bench' from unnest($1) k on conflict do nothing");
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(numbers, _ => $"item-{Guid.NewGuid():N}") });
            await command.ExecuteNonQueryAsync();
        });
    }

    protected override Task OpenAsync(int connections)
    {
        _source = Server.Connect(Database, connections);
        return Task.CompletedTask;
    }

    protected override async Task CloseAsync() => await _source!.DisposeAsync();

    protected override async Task WorkAsync(int worker, int batch, Action<int> done, CancellationToken stop)
    {
        var holder = $"worker-{worker}";
        while (!stop.IsCancellationRequested)
        {
            if (await RunAsync(Take, holder) is not string item)
            {
                await Task.Delay(20, CancellationToken.None);
                continue;
            }

            await RunAsync(Finish, item, holder);
            done(1);
        }
    }

    private async Task<object?> RunAsync(string sql, params string[] parameters)
    {
        await using var command = _source!.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        }

        return await command.ExecuteScalarAsync();
    }
}
