using System.Collections.Frozen;

namespace Howdah.Postgres.Configuration;

/// <summary>Settings that a user may not give, and what to do instead.</summary>
internal static class RefusedParameters
{
    private const string Operators = "is set by the operator; remove it";
    private const string Certificates = "is set by the operator, which makes and renews the certificates; see spec.certificates";
    private const string Safety = "is always on: without it a crash or a pg_rewind can corrupt data; remove it";
    private const string Corruption = "makes PostgreSQL go on with damaged data; restore a backup, or set it in a session, instead";
    private const string Recovery = "belongs to recovery, which the operator drives; remove it";
    private const string Logging = "is set by the operator: the server logs to the container's standard error; remove it";

    private static readonly FrozenDictionary<string, string> Remedies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["listen_addresses"] = Operators,
        ["port"] = Operators,
        ["unix_socket_directories"] = Operators,
        ["unix_socket_group"] = Operators,
        ["unix_socket_permissions"] = Operators,
        ["data_directory"] = Operators,
        ["config_file"] = Operators,
        ["hba_file"] = "is set by the operator; give lines in spec.postgresql.pgHba",
        ["ident_file"] = Operators,
        ["external_pid_file"] = Operators,
        ["cluster_name"] = Operators,
        ["hot_standby"] = Operators,
        ["restart_after_crash"] = Operators,
        ["allow_alter_system"] = Operators,
        ["primary_conninfo"] = Operators,
        ["primary_slot_name"] = Operators,
        ["synchronous_standby_names"] = "is set by the operator; use spec.replication.synchronous",
        ["synchronized_standby_slots"] = Operators,
        ["sync_replication_slots"] = Operators,
        ["fsync"] = Safety,
        ["full_page_writes"] = Safety,
        ["wal_log_hints"] = Safety,
        ["data_sync_retry"] = "is always off: after a failed fsync only crash recovery is right; remove it",
        ["zero_damaged_pages"] = Corruption,
        ["ignore_checksum_failure"] = Corruption,
        ["ignore_invalid_pages"] = Corruption,
        ["ignore_system_indexes"] = Corruption,
        ["allow_system_table_mods"] = "allows to damage the system catalogs; set it in a session if you must",
        ["password_encryption"] = "is always scram-sha-256; remove it",
        ["db_user_namespace"] = "is not supported: it excludes SCRAM; remove it",
        ["logging_collector"] = Logging,
        ["log_destination"] = Logging,
        ["event_source"] = Logging,
        ["archive_mode"] = "is set by the operator; archiving is not offered yet, remove it",
        ["archive_command"] = "runs a shell command in the server's container and is not offered; remove it",
        ["archive_library"] = "is set by the operator; archiving is not offered yet, remove it",
        ["archive_cleanup_command"] = Recovery,
        ["restore_command"] = Recovery,
        ["recovery_end_command"] = Recovery,
        ["promote_trigger_file"] = Recovery,
        ["recovery_min_apply_delay"] = "keeps a standby from taking over; remove it",
        ["vacuum_defer_cleanup_age"] = "can return wrong results after a restart and is gone since PostgreSQL 16; use hot_standby_feedback",
        ["ssl"] = Certificates,
        ["ssl_ca_file"] = Certificates,
        ["ssl_cert_file"] = Certificates,
        ["ssl_key_file"] = Certificates,
        ["ssl_crl_file"] = Certificates,
        ["ssl_crl_dir"] = Certificates,
        ["ssl_dh_params_file"] = Certificates,
        ["ssl_library"] = Certificates,
        ["ssl_passphrase_command"] = Certificates,
        ["ssl_passphrase_command_supports_reload"] = Certificates,
        ["include"] = "is not a setting; give the settings themselves",
        ["include_dir"] = "is not a setting; give the settings themselves",
        ["include_if_exists"] = "is not a setting; give the settings themselves",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string? Remedy(string name) =>
        Remedies.GetValueOrDefault(name) ?? (name.StartsWith("recovery_target", StringComparison.OrdinalIgnoreCase) ? Recovery : null);
}
