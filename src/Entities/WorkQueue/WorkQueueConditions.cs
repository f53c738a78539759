namespace Howdah.Entities.WorkQueue;

/// <summary>Condition types of a WorkQueue.</summary>
public static class WorkQueueConditions
{
    /// <summary>The database answers, the schema, the roles and the Secrets are as they ought to be.</summary>
    public const string Ready = "Ready";

    /// <summary>The schema has the version that this operator knows.</summary>
    public const string SchemaMigrated = "SchemaMigrated";

    /// <summary>Waiting items are taken in time, and nothing lies dead.</summary>
    public const string BacklogHealthy = "BacklogHealthy";

    /// <summary>At least one pod of the gateway serves. Only of queues with a gateway.</summary>
    public const string GatewayReady = "GatewayReady";

    /// <summary>Nobody keeps PostgreSQL from removing dead rows.</summary>
    public const string VacuumHealthy = "VacuumHealthy";
}
