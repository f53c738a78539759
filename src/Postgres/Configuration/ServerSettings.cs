namespace Howdah.Postgres.Configuration;

/// <summary>What a server's configuration is rendered from.</summary>
public sealed record ServerSettings
{
    /// <summary>Becomes cluster_name, and with it the default application_name of the walreceiver.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Major version of the programs on disk.</summary>
    public required int Major { get; init; }

    /// <summary>spec.postgresql.parameters, validated by <see cref="ParameterRules"/>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public required string SocketDirectory { get; init; }

    public int Port { get; init; } = 5432;

    /// <summary>Paths; null leaves TLS off, for tests without certificates.</summary>
    public ServerCertificates? Certificates { get; init; }

    /// <summary>Path; null: in the data directory.</summary>
    public string? HbaFile { get; init; }

    /// <summary>Path; null: in the data directory.</summary>
    public string? IdentFile { get; init; }

    /// <summary>Bytes; bounds what WAL may take. Null: PostgreSQL's defaults.</summary>
    public long? VolumeBytes { get; init; }

    /// <summary>The container's memory limit in bytes; sizes the caches. Null: PostgreSQL's defaults.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>synchronous_standby_names; null: asynchronous.</summary>
    public string? SynchronousStandbyNames { get; init; }

    /// <summary>Whom to follow, a libpq connection string; null: nobody.</summary>
    public string? PrimaryConnInfo { get; init; }

    public string? PrimarySlotName { get; init; }

    /// <summary>A standby's pg_controldata: it runs with at least these values until its primary has lowered them.</summary>
    public IReadOnlyDictionary<string, long> HotStandbyMinimums { get; init; } = new Dictionary<string, long>();
}

/// <summary>PEM files.</summary>
public sealed record ServerCertificates(string CertificateFile, string KeyFile, string AuthorityFile);

/// <param name="Text">howdah.conf.</param>
/// <param name="Hash">Of the settings that take effect only at a start: when it differs from the running server's, a restart is pending. 16 hexadecimal digits.</param>
public sealed record RenderedConfiguration(string Text, string Hash);
