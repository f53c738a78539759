using System.Globalization;

namespace Howdah.Postgres.Configuration;

/// <summary>Settings that are ours: a user's are refused by <see cref="RefusedParameters"/>, and would be overridden here.</summary>
internal static class FixedSettings
{
    public static Dictionary<string, string> Of(ServerSettings settings)
    {
        var values = new Dictionary<string, string>
        {
            ["listen_addresses"] = "*",
            ["port"] = settings.Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = settings.SocketDirectory,
            ["cluster_name"] = settings.InstanceName,
            ["hot_standby"] = "on",
            ["wal_log_hints"] = "on",
            ["full_page_writes"] = "on",
            ["fsync"] = "on",
            ["data_sync_retry"] = "off",
            ["password_encryption"] = "scram-sha-256",
            ["logging_collector"] = "off",
            ["log_destination"] = "stderr",
            ["archive_mode"] = "off",
            // A backend's crash restarts the server below the same postmaster: the supervisor sees only a postmaster's end.
            ["restart_after_crash"] = "on",
            ["recovery_target_timeline"] = "latest",
            ["synchronous_standby_names"] = settings.SynchronousStandbyNames ?? "",
            ["primary_conninfo"] = settings.PrimaryConnInfo ?? "",
            ["primary_slot_name"] = settings.PrimarySlotName ?? "",
            ["ssl"] = settings.Certificates is null ? "off" : "on",
        };
        AddPath(values, "hba_file", settings.HbaFile);
        AddPath(values, "ident_file", settings.IdentFile);
        AddPath(values, "ssl_cert_file", settings.Certificates?.CertificateFile);
        AddPath(values, "ssl_key_file", settings.Certificates?.KeyFile);
        AddPath(values, "ssl_ca_file", settings.Certificates?.AuthorityFile);
        if (settings.Major >= 17)
        {
            values["allow_alter_system"] = "off";
        }

        return values;
    }

    private static void AddPath(Dictionary<string, string> values, string name, string? path)
    {
        if (path is not null)
        {
            values[name] = path;
        }
    }
}
