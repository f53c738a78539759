namespace Howdah.Entities.PostgresCluster;

/// <summary>Annotations a user sets on a PostgresCluster.</summary>
public static class PostgresClusterAnnotations
{
    /// <summary>Instances whose postmaster is to be stopped while the pod stays: <c>*</c>, or names separated by commas.</summary>
    public const string FencedInstances = "howdah.dev/fenced-instances";

    /// <summary><c>true</c>: the operator leaves the cluster alone; agents go on renewing leases.</summary>
    public const string Paused = "howdah.dev/paused";

    /// <summary>Names the instance that is to become primary; removed when it is done.</summary>
    public const string SwitchoverTo = "howdah.dev/switchover-to";

    /// <summary>The id of a failover that may go on although the election cannot prove that no acknowledged commit is lost.</summary>
    public const string AllowDataLoss = "howdah.dev/allow-data-loss";
}
