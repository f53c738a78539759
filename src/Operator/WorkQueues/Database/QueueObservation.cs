using Howdah.Operator.WorkQueues.Policies;
using Howdah.Queueing;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Looks at a queue at a cost that does not grow with it.</summary>
internal static class QueueObservation
{
    /// <summary>More holders than pods there can be.</summary>
    private const int MostHolders = 20_000;

    public static async Task<QueueCounts> CountAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken)
    {
        var counts = await connection.ListAsync(
            $"select ready, scheduled, leased, expired, dead, oldest_ready_age, paused from {queue.Quoted}.backlog($1)",
            row => new QueueCounts
            {
                Ready = row.GetInt64(0) + row.GetInt64(3),
                Delayed = row.GetInt64(1),
                Leased = row.GetInt64(2),
                Dead = row.GetInt64(4),
                OldestAge = TimeSpan.FromSeconds(Math.Clamp(row.Column<double?>(5) ?? 0, 0, 1e9)),
                Paused = row.GetBoolean(6),
            },
            cancellationToken,
            QueueCounts.Cap).ConfigureAwait(false);
        return counts[0] with { Completed = await CompletedAsync(connection, queue, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>Leases that are running, by holder.</summary>
    public static async Task<Dictionary<string, long>> HoldersAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(
            $"""
            select l.holder, count(*) from (select x.holder from {queue.Quoted}.lease x where x.lease_until > {queue.Quoted}.clock() limit {QueueCounts.Cap}) l
            group by l.holder limit {MostHolders}
            """,
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return new Dictionary<string, long>(rows, StringComparer.Ordinal);
    }

    /// <summary>How many leases have ended since the server's statistics began; only differences mean anything.</summary>
    public static Task<decimal> EndedAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken) => connection.ScalarAsync<decimal>(
        "select coalesce(sum(pg_stat_get_tuples_inserted(i.inhrelid)), 0) from pg_inherits i where i.inhparent = $1::regclass", cancellationToken, $"{queue.Quoted}.history");

    /// <summary>Items that are known, less those that are waiting, leased or dead: by the server's statistics, because counting would read them all.</summary>
    private static async Task<long> CompletedAsync(NpgsqlConnection connection, QueueName queue, CancellationToken cancellationToken)
    {
        var estimate = await connection.ScalarAsync<double>(
            """
            select sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid)) * case c.relname when 'item' then 1 else -1 end)::double precision
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = $1 and c.relkind = 'r' and c.relname in ('item', 'ready', 'lease', 'dead')
            """,
            cancellationToken,
            queue.Value).ConfigureAwait(false);
        return Math.Max(0, (long)estimate);
    }
}
