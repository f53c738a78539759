using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>What must hold after any fault: nothing lost, nothing completed twice or by a stale holder, no two valid holders.</summary>
internal static class Verdict
{
    public static async Task CheckAsync(NpgsqlDataSource source, QueueName queue, Journal journal, IReadOnlyCollection<string> keys)
    {
        Assert.Equal(0L, await source.ScalarAsync<long>($"select {queue.Quoted}.num_not_complete()"));
        var onRecord = await ReadAsync(source, queue);
        Assert.Equal(keys.Count, onRecord.Count);
        journal.Check(keys, onRecord);

        var (ids, tokens) = journal.Stale();
        var refusals = await new QueueClient(source, queue).CompletePairsAsync(ids, tokens, RetrySchedule.Short, CancellationToken.None);
        Assert.Equal(ids.Order(), refusals.Select(refusal => refusal.Id).Order());
        Assert.DoesNotContain(refusals, refusal => refusal.Status == "already");
        Assert.Equal(onRecord, await ReadAsync(source, queue));
    }

    /// <summary>Faults take the connection, and the server, away at any time.</summary>
    public static async Task UntilItWorksAsync(Func<Task> action)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception exception) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60)
                && (TransientErrors.IsTransient(exception) || exception is WorkQueueException { Error: WorkQueueError.RetriesExceeded }))
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task<List<Journal.Completion>> ReadAsync(NpgsqlDataSource source, QueueName queue)
    {
        await using var command = source.CreateCommand(
            $"select i.id, i.key, h.token from {queue.Quoted}.history h join {queue.Quoted}.item i using (id) where h.event in ('C', 'S') order by h.token");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Journal.Completion>();
        while (await reader.ReadAsync())
        {
            rows.Add(new Journal.Completion(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return rows;
    }
}
