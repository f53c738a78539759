using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Postgres.Metrics;

/// <summary>Reads <see cref="InstanceMetrics"/>: a handful of statements in one round trip, none of which touches a user's table.</summary>
public static class MetricsProbe
{
    private const string General = """
        WITH p AS (SELECT pg_is_in_recovery() AS recovery)
        SELECT p.recovery,
          extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8,
          pg_wal_lsn_diff(CASE WHEN p.recovery THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), '0/0'::pg_lsn) ELSE pg_current_wal_lsn() END, '0/0')::float8,
          (SELECT coalesce(sum(size), 0)::float8 FROM pg_ls_waldir()),
          CASE WHEN p.recovery THEN CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END::float8 END,
          current_setting('max_connections')::int,
          (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
        FROM p
        """;

    private const string Connections = """
        SELECT coalesce(datname::text, ''), coalesce(state, 'unknown'), count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2 ORDER BY 1, 2
        """;

    private const string Databases = """
        SELECT d.datname::text, pg_database_size(d.oid)::float8, age(d.datfrozenxid)::float8, s.xact_commit::float8, s.xact_rollback::float8, s.deadlocks::float8,
          s.blks_read::float8, s.blks_hit::float8, s.temp_bytes::float8
        FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid WHERE NOT d.datistemplate ORDER BY 1
        """;

    private const string Replication = """
        SELECT application_name, coalesce(state, ''), coalesce(sync_state, ''),
          CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 END, extract(epoch FROM replay_lag)::float8
        FROM pg_stat_replication ORDER BY 1, pid
        """;

    private const string Slots = """
        SELECT slot_name::text, slot_type, active,
          pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) ELSE pg_current_wal_lsn() END, restart_lsn)::float8, wal_status
        FROM pg_replication_slots ORDER BY 1
        """;

    private const string Archiver = """
        SELECT archived_count::float8, failed_count::float8, extract(epoch FROM clock_timestamp() - last_archived_time)::float8 FROM pg_stat_archiver
        """;

    public static Task<ProbeResult<InstanceMetrics>> RunAsync(LocalServer server, TimeProvider time, CancellationToken cancellationToken) =>
        Probe.RunAsync(server, ReadAsync, time, cancellationToken);

    private static async Task<InstanceMetrics> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var query in new[] { General, Connections, Databases, Replication, Slots, Archiver })
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(query));
            }

            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var general = (await RowsAsync(reader, ReadGeneral, cancellationToken).ConfigureAwait(false))[0];
                return general with
                {
                    Connections = await NextAsync(reader, row => new ConnectionMetrics(row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false),
                    Databases = await NextAsync(reader, ReadDatabase, cancellationToken).ConfigureAwait(false),
                    Replication = await NextAsync(reader, row => new ReplicationMetrics(row.GetString(0), row.GetString(1), row.GetString(2), Number(row, 3), Number(row, 4)), cancellationToken).ConfigureAwait(false),
                    Slots = await NextAsync(reader, row => new SlotMetrics(row.GetString(0), row.GetString(1), row.GetBoolean(2), Number(row, 3), row.IsDBNull(4) ? null : row.GetString(4)), cancellationToken).ConfigureAwait(false),
                    Archiver = (await NextAsync(reader, row => new ArchiverMetrics(row.GetDouble(0), row.GetDouble(1), Number(row, 2)), cancellationToken).ConfigureAwait(false))[0],
                };
            }
        }
    }

    private static InstanceMetrics ReadGeneral(NpgsqlDataReader row) => new()
    {
        InRecovery = row.GetBoolean(0),
        UptimeSeconds = row.GetDouble(1),
        WalPosition = row.GetDouble(2),
        WalDirectoryBytes = row.GetDouble(3),
        ReplayDelaySeconds = Number(row, 4),
        MaxConnections = row.GetInt32(5),
        OldestTransactionSeconds = row.GetDouble(6),
    };

    private static DatabaseMetrics ReadDatabase(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8));

    private static async Task<List<T>> NextAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await RowsAsync(reader, read, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static double? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
