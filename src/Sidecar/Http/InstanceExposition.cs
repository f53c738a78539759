using Howdah.HighAvailability;
using Howdah.Postgres.Metrics;

namespace Howdah.Sidecar.Http;

/// <summary>The metrics of one instance; docs/metrics.md describes each.</summary>
internal static class InstanceExposition
{
    public static string Write(InstanceReport report, InstanceMetrics? metrics, string? why)
    {
        var text = new MetricText();
        text.Gauge("howdah_postgres_up", "Whether the server answered this scrape.", metrics is null ? 0 : 1);
        text.Header("howdah_instance_info", "gauge", "Role, state and versions of the instance; always 1.").Sample(
            "howdah_instance_info", 1, ("instance_name", report.Name), ("role", report.Role.ToString()), ("state", report.State.ToString()),
            ("postgres_version", report.PostgresVersion ?? ""), ("sidecar_version", report.SidecarVersion ?? ""), ("error", why ?? ""));
        text.Gauge("howdah_instance_primary", "1 on a primary that holds the lease.", report is { Role: InstanceRole.Primary, HoldsLease: true } ? 1 : 0);
        text.Gauge("howdah_instance_pending_restart_parameters", "Parameters that wait for a restart.", report.PendingRestart.Count);
        if (report.Timeline is { } timeline)
        {
            text.Gauge("howdah_postgres_timeline", "The timeline of the data directory.", timeline);
        }

        if (metrics is not null)
        {
            WriteServer(text, metrics);
            WriteReplication(text, report, metrics);
            WriteDatabases(text, metrics);
        }

        return text.ToString();
    }

    private static void WriteServer(MetricText text, InstanceMetrics metrics)
    {
        text.Gauge("howdah_postgres_in_recovery", "1 on a standby.", metrics.InRecovery ? 1 : 0);
        text.Gauge("howdah_postgres_uptime_seconds", "Seconds since the postmaster started.", metrics.UptimeSeconds);
        text.Gauge("howdah_postgres_wal_position_bytes", "Position in the write-ahead log: written on a primary, flushed on a standby.", metrics.WalPosition);
        text.Gauge("howdah_postgres_wal_directory_bytes", "Size of the files in pg_wal.", metrics.WalDirectoryBytes);
        if (metrics.ReplayDelaySeconds is { } delay)
        {
            text.Gauge("howdah_postgres_replay_delay_seconds", "Standby: age of the last replayed commit, 0 when everything received is replayed.", delay);
        }

        text.Gauge("howdah_postgres_max_connections", "The setting max_connections.", metrics.MaxConnections);
        text.Gauge("howdah_postgres_oldest_transaction_seconds", "Age of the oldest open transaction.", metrics.OldestTransactionSeconds);
        text.Header("howdah_postgres_connections", "gauge", "Client connections by database and state.");
        foreach (var row in metrics.Connections)
        {
            text.Sample("howdah_postgres_connections", row.Count, ("database", row.Database), ("state", row.State));
        }

        text.Header("howdah_postgres_archived_segments_total", "counter", "Segments archived.").Sample("howdah_postgres_archived_segments_total", metrics.Archiver.Archived);
        text.Header("howdah_postgres_archive_failures_total", "counter", "Failed attempts to archive.").Sample("howdah_postgres_archive_failures_total", metrics.Archiver.Failed);
        if (metrics.Archiver.LastArchivedAgeSeconds is { } age)
        {
            text.Gauge("howdah_postgres_last_archived_age_seconds", "Seconds since a segment was archived.", age);
        }
    }

    private static void WriteReplication(MetricText text, InstanceReport report, InstanceMetrics metrics)
    {
        text.Header("howdah_postgres_replication_streaming", "gauge", "1 for each standby that streams from this server.");
        foreach (var row in metrics.Replication)
        {
            text.Sample("howdah_postgres_replication_streaming", row.State == "streaming" ? 1 : 0, ("standby", row.Name), ("sync_state", row.SyncState));
        }

        text.Header("howdah_postgres_replication_lag_bytes", "gauge", "Bytes from this server's write position to the standby's replay.");
        foreach (var row in report.Standbys.Where(r => r.LagBytes is not null))
        {
            text.Sample("howdah_postgres_replication_lag_bytes", row.LagBytes!.Value, ("standby", row.Name));
        }

        text.Header("howdah_postgres_replication_lag_seconds", "gauge", "Replay lag as PostgreSQL measures it; 0 when idle.");
        foreach (var row in report.Standbys.Where(r => r.State is not null))
        {
            text.Sample("howdah_postgres_replication_lag_seconds", row.ReplayLag ?? 0, ("standby", row.Name));
        }

        text.Header("howdah_postgres_replication_reply_age_seconds", "gauge", "Seconds since the standby last answered.");
        foreach (var row in report.Standbys.Where(r => r.ReplyAge is not null))
        {
            text.Sample("howdah_postgres_replication_reply_age_seconds", row.ReplyAge!.Value, ("standby", row.Name));
        }

        text.Header("howdah_postgres_slot_active", "gauge", "1 for a replication slot in use.");
        foreach (var slot in metrics.Slots)
        {
            text.Sample("howdah_postgres_slot_active", slot.Active ? 1 : 0, ("slot", slot.Name), ("type", slot.Type), ("wal_status", slot.WalStatus ?? ""));
        }

        text.Header("howdah_postgres_slot_retained_bytes", "gauge", "WAL kept for a replication slot.");
        foreach (var slot in metrics.Slots.Where(s => s.RetainedBytes is not null))
        {
            text.Sample("howdah_postgres_slot_retained_bytes", slot.RetainedBytes!.Value, ("slot", slot.Name));
        }
    }

    private static void WriteDatabases(MetricText text, InstanceMetrics metrics)
    {
        Each("howdah_postgres_database_size_bytes", "gauge", "pg_database_size.", d => d.SizeBytes);
        Each("howdah_postgres_database_transaction_id_age", "gauge", "Transactions since datfrozenxid; the server stops at 2 billion.", d => d.TransactionIdAge);
        Each("howdah_postgres_database_commits_total", "counter", "Committed transactions.", d => d.Commits);
        Each("howdah_postgres_database_rollbacks_total", "counter", "Rolled back transactions.", d => d.Rollbacks);
        Each("howdah_postgres_database_deadlocks_total", "counter", "Deadlocks.", d => d.Deadlocks);
        Each("howdah_postgres_database_blocks_read_total", "counter", "Blocks read from outside shared buffers.", d => d.BlocksRead);
        Each("howdah_postgres_database_blocks_hit_total", "counter", "Blocks found in shared buffers.", d => d.BlocksHit);
        Each("howdah_postgres_database_temporary_bytes_total", "counter", "Bytes written to temporary files.", d => d.TemporaryBytes);

        void Each(string name, string type, string help, Func<DatabaseMetrics, double> value)
        {
            text.Header(name, type, help);
            foreach (var database in metrics.Databases)
            {
                text.Sample(name, value(database), ("database", database.Name));
            }
        }
    }
}
