using System.Globalization;

namespace Howdah.Postgres.Configuration;

/// <summary>Settings that differ from PostgreSQL's defaults and that a user may override.</summary>
internal static class DefaultSettings
{
    private const long Megabyte = 1024 * 1024;

    public static Dictionary<string, string> Of(ServerSettings settings)
    {
        var values = new Dictionary<string, string>
        {
            ["wal_level"] = "replica",
            ["hot_standby_feedback"] = "off",
            ["wal_receiver_status_interval"] = "1s",
            ["wal_receiver_timeout"] = "15s",
            ["wal_sender_timeout"] = "15s",
            ["wal_retrieve_retry_interval"] = "500ms",
            ["tcp_keepalives_idle"] = "30",
            ["tcp_keepalives_interval"] = "5",
            ["tcp_keepalives_count"] = "3",
            ["ssl_min_protocol_version"] = "TLSv1.2",
            ["log_line_prefix"] = "%m [%p] %q%u@%d/%a ",
            ["log_timezone"] = "UTC",
            ["timezone"] = "UTC",
            ["log_checkpoints"] = "on",
            ["log_lock_waits"] = "on",
        };
        Memory(values, settings.MemoryBytes);
        Wal(values, settings.VolumeBytes);
        return values;
    }

    /// <summary>A quarter of the memory for shared buffers, as PostgreSQL's manual advises for a dedicated server; three quarters for the planner's idea of all caches.</summary>
    private static void Memory(Dictionary<string, string> values, long? bytes)
    {
        if (bytes is { } memory)
        {
            values["shared_buffers"] = Megabytes(Math.Max(memory / 4, 16 * Megabyte));
            values["effective_cache_size"] = Megabytes(Math.Max(memory / 4 * 3, 16 * Megabyte));
        }
    }

    /// <summary>
    /// WAL between checkpoints takes at most a tenth of the volume, WAL kept for a standby that is away a quarter: then the slot is lost and the standby cloned, which is
    /// better than a full disk. A twentieth is kept in any case, because pg_rewind needs the WAL since the point of divergence.
    /// </summary>
    private static void Wal(Dictionary<string, string> values, long? bytes)
    {
        if (bytes is { } volume)
        {
            values["max_wal_size"] = Megabytes(Math.Clamp(volume / 10, 64 * Megabyte, 4096 * Megabyte));
            values["wal_keep_size"] = Megabytes(Math.Clamp(volume / 20, 32 * Megabyte, 1024 * Megabyte));
            values["max_slot_wal_keep_size"] = Megabytes(Math.Max(volume / 4, 128 * Megabyte));
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte}MB");
}
