namespace Howdah.Entities.PostgresCluster;

/// <summary>Bounds of a PostgresCluster that the schema enforces and the operator checks again.</summary>
public static class PostgresClusterLimits
{
    /// <summary>So that every derived name, the longest of them a replication slot or a label, stays under 63 bytes.</summary>
    public const int NameLength = 40;

    /// <summary>A DNS label that begins with a letter (RFC 1035), as names of Services must.</summary>
    public const string NamePattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    public const int MaxInstances = 9;

    /// <summary>PostgreSQL's NAMEDATALEN - 1.</summary>
    public const int IdentifierLength = 63;

    /// <summary>Names of databases and roles that need no quotes.</summary>
    public const string IdentifierPattern = "^[a-z_][a-z0-9_]*$";

    public const int MaxParameters = 100;

    public const int MaxHbaLines = 100;
}
