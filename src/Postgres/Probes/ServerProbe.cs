using Howdah.Postgres.Configuration;
using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Postgres.Probes;

/// <summary>Asks the local server everything that decisions need, in one round trip. PostgreSQL 13 or newer.</summary>
public static class ServerProbe
{
    /// <summary>Needs a superuser, or pg_monitor with pg_read_all_settings (primary_conninfo is not shown to others).</summary>
    public static Task<ProbeResult<ServerSnapshot>> RunAsync(LocalServer server, TimeProvider time, CancellationToken cancellationToken) =>
        Probe.RunAsync(server, ReadAsync, time, cancellationToken);

    // The walreceiver's received_tli is the timeline asked for, so it is not used; a recycled segment bears the timeline that was replayed when it was recycled.
    private const string Query = """
        WITH s AS (SELECT pg_is_in_recovery() AS recovery),
        p AS (SELECT s.recovery,
                CASE WHEN s.recovery THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), '0/0'::pg_lsn) ELSE pg_current_wal_flush_lsn() END AS flushed,
                CASE WHEN s.recovery THEN coalesce(pg_last_wal_replay_lsn(), '0/0'::pg_lsn) ELSE pg_current_wal_flush_lsn() END AS replayed,
                CASE WHEN s.recovery THEN pg_last_wal_receive_lsn() END AS received
              FROM s),
        w AS (SELECT setting::bigint AS segment FROM pg_settings WHERE name = 'wal_segment_size')
        SELECT p.recovery,
          CASE WHEN p.recovery THEN greatest(
              (SELECT timeline_id FROM pg_control_checkpoint()),
              (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
              (SELECT max(('x' || substr(f.name, 1, 8))::bit(32)::int) FROM pg_ls_waldir() f
                WHERE f.name ~ '^[0-9A-F]{24}$'
                  AND ('x' || substr(f.name, 9, 8))::bit(32)::bigint * (4294967296 / w.segment) + ('x' || substr(f.name, 17, 8))::bit(32)::bigint
                      <= trunc(pg_wal_lsn_diff(p.flushed, '0/0') / w.segment)::bigint))
            ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
          p.flushed::text,
          p.replayed::text,
          p.recovery AND (p.received IS NOT NULL OR EXISTS (SELECT FROM pg_stat_activity a
              WHERE a.backend_type = 'startup' AND a.wait_event IN ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval'))),
          EXISTS (SELECT FROM pg_stat_activity a WHERE a.backend_type = 'walreceiver') OR EXISTS (SELECT FROM pg_stat_wal_receiver),
          EXISTS (SELECT FROM pg_stat_wal_receiver r WHERE r.status = 'streaming'),
          current_setting('primary_conninfo'),
          current_setting('synchronous_standby_names'),
          ARRAY(SELECT t.name FROM pg_settings t WHERE t.pending_restart ORDER BY 1),
          current_setting('max_connections')::bigint,
          current_setting('max_worker_processes')::bigint,
          current_setting('max_wal_senders')::bigint,
          current_setting('max_prepared_transactions')::bigint,
          current_setting('max_locks_per_transaction')::bigint,
          split_part(current_setting('server_version'), ' ', 1),
          (SELECT system_identifier::text FROM pg_control_system()),
          extract(epoch FROM pg_postmaster_start_time())::float8,
          (SELECT timeline_id FROM pg_control_checkpoint())
        FROM p, w
        """;

    private static async Task<ServerSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Query, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return Read(reader);
            }
        }
    }

    private static ServerSnapshot Read(NpgsqlDataReader reader) => new()
    {
        InRecovery = reader.GetBoolean(0),
        Timeline = reader.GetInt32(1),
        FlushedLsn = Lsn.Parse(reader.GetString(2)),
        ReplayedLsn = Lsn.Parse(reader.GetString(3)),
        LocalWalReplayed = reader.GetBoolean(4),
        WalReceiverActive = reader.GetBoolean(5),
        Streaming = reader.GetBoolean(6),
        PrimaryConnInfo = reader.GetString(7),
        SynchronousStandbyNames = reader.GetString(8),
        PendingRestart = reader.GetFieldValue<string[]>(9),
        HotStandbyParameters = KnownParameters.HotStandbySensitive.Select((name, index) => (name, Value: reader.GetInt64(10 + index))).ToDictionary(pair => pair.name, pair => pair.Value),
        Version = reader.GetString(15),
        SystemIdentifier = reader.GetString(16),
        StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(reader.GetDouble(17)),
        CheckpointTimeline = reader.GetInt32(18),
    };
}
