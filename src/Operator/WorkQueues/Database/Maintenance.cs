using Howdah.Queueing;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>What a queue needs every hour.</summary>
internal static class Maintenance
{
    /// <summary>Makes the partitions of the coming days and forgets what is older than the retention. False when there was more than the time allows.</summary>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, QueueName queue, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await connection.ExecuteAsync($"select {queue.Quoted}.make_slices()", cancellationToken).ConfigureAwait(false);
        while (time.GetElapsedTime(started) < within)
        {
            if (await connection.ScalarAsync<int>($"select {queue.Quoted}.purge()", cancellationToken).ConfigureAwait(false) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
