using System.Text;

namespace Howdah.Sidecar.Files;

/// <summary>
/// postgresql.auto.conf is read last and wins over everything. What we own must not be in it, be it from ALTER SYSTEM, from a tool, or from the server this one
/// was cloned from.
/// </summary>
internal static class AutoConf
{
    /// <summary>Settings that decide whom a server follows, who reaches it and where its files are; owned although howdah.conf may not name them.</summary>
    private static readonly string[] AlwaysOwned =
    [
        "primary_conninfo", "primary_slot_name", "restore_command", "archive_cleanup_command", "recovery_end_command", "promote_trigger_file",
        "recovery_target", "recovery_target_action", "recovery_target_inclusive", "recovery_target_lsn", "recovery_target_name", "recovery_target_time",
        "recovery_target_timeline", "recovery_target_xid", "synchronous_standby_names", "listen_addresses", "port", "unix_socket_directories",
        "unix_socket_group", "unix_socket_permissions", "hot_standby", "data_directory", "hba_file", "ident_file", "config_file", "external_pid_file",
        "restart_after_crash", "fsync", "full_page_writes", "wal_log_hints", "wal_level", "cluster_name", "ssl", "ssl_ca_file", "ssl_cert_file", "ssl_key_file",
        "logging_collector", "log_destination",
    ];

    /// <summary>The names a configuration file sets, in lower case.</summary>
    public static IReadOnlySet<string> NamesIn(string configuration) =>
        configuration.Split('\n').Select(Name).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="owned">Names that must not be in it.</param>
    /// <returns>The text without them, and those that were there.</returns>
    public static (string Text, IReadOnlyList<string> Removed) Without(string text, IReadOnlySet<string> owned)
    {
        var kept = new StringBuilder(text.Length);
        var removed = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Name(line) is { } name && (owned.Contains(name) || AlwaysOwned.Contains(name, StringComparer.OrdinalIgnoreCase)))
            {
                removed.Add(name);
            }
            else
            {
                kept.Append(line).Append('\n');
            }
        }

        return (kept.ToString(), removed);
    }

    private static string? Name(string line)
    {
        var text = line.AsSpan().Trim();
        var end = text.IndexOfAny("= \t");
        return end > 0 && text[0] != '#' ? text[..end].ToString() : null;
    }
}
