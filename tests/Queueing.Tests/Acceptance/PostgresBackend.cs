using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>A queue in PostgreSQL: the test clock is a function of its schema.</summary>
internal sealed class PostgresBackend(NpgsqlDataSource source, QueueName queue) : ICaseBackend
{
    public async Task MakeReadyAsync()
    {
        await new QueueSchema(source, queue).MigrateAsync();
        await source.InstallTestClockAsync(queue);
        await source.ExecuteAsync($"update {queue.Quoted}.settings set lease_mode = 'doubling'");
    }

    public Task AdvanceClockAsync(TimeSpan by) => source.AdvanceClockAsync(queue, by);

    public async Task<DateTimeOffset> NowAsync() =>
        new(DateTime.SpecifyKind(await source.ScalarAsync<DateTime>($"select {queue.Quoted}.clock()"), DateTimeKind.Utc));

    public async Task SetSuccessorsAsync(string id, string[] successors)
    {
        await using var command = source.CreateCommand(
            $"update {queue.Quoted}.lease set successors = $1 where id = (select id from {queue.Quoted}.item where key = $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = successors });
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    public async Task<ItemView?> InspectAsync(string id) =>
        await new QueueClient(source, queue).InspectAsync(id) is { } state ? new ItemView(state.State, state.Holder, state.Attempt, state.Exponent) : null;
}
