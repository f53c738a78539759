using Npgsql;

namespace Howdah.Queueing.Tests.Server;

internal static class Sql
{
    public static async Task ExecuteAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Puts a clock into the schema that tests can set on.</summary>
    public static Task InstallTestClockAsync(this NpgsqlDataSource source, QueueName queue) => source.ExecuteAsync($"""
        create table if not exists {queue.Quoted}.test_clock (ahead interval not null);
        insert into {queue.Quoted}.test_clock select '0' where not exists (select from {queue.Quoted}.test_clock);
        create or replace function {queue.Quoted}.clock() returns timestamptz language sql volatile
            as $$ select clock_timestamp() + (select ahead from {queue.Quoted}.test_clock) $$;
        """);

    public static Task AdvanceClockAsync(this NpgsqlDataSource source, QueueName queue, TimeSpan by) =>
        source.ExecuteAsync($"update {queue.Quoted}.test_clock set ahead = ahead + interval '{by.TotalMilliseconds} milliseconds'");

    /// <summary>Sets the clock of the model tests on.</summary>
    public static Task AdvanceModelClockAsync(this NpgsqlDataSource source, QueueName queue, int seconds) =>
        source.ExecuteAsync($"update {queue.Quoted}.test_clock set at = at + interval '{seconds} seconds'");
}
