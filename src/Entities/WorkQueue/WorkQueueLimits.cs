namespace Howdah.Entities.WorkQueue;

/// <summary>Bounds of a WorkQueue that the schema enforces and the operator checks again.</summary>
public static class WorkQueueLimits
{
    /// <summary>So that every derived name, role names among them, stays under 63 bytes.</summary>
    public const int NameLength = 40;

    /// <summary>A DNS label that begins with a letter (RFC 1035), as names of Services must.</summary>
    public const string NamePattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>Leaves room for the suffix of a role's name under PostgreSQL's 63 bytes.</summary>
    public const int SchemaLength = 54;

    public const string SchemaPattern = "^[a-z_][a-z0-9_]*$";

    public const int IndexLength = 255;

    public const string IndexPattern = "^[a-z0-9][-a-z0-9_.]*$";

    /// <summary>Most pods of a worker Deployment.</summary>
    public const int MaxWorkers = 10000;

    /// <summary>Most pods of a gateway.</summary>
    public const int MaxGateways = 100;

    /// <summary>One listens, one acquires, one is for everything else.</summary>
    public const int MinGatewayConnections = 3;

    public const int MaxGatewayConnections = 1000;
}
