using Howdah.Kubernetes.Client;

namespace Howdah.Operator.PostgresClusters;

/// <summary>The name under which this controller owns fields.</summary>
internal static class FieldManagers
{
    public const string PostgresCluster = "howdah-postgrescluster";

    public static readonly ApplyOptions Apply = new(PostgresCluster);

    public static readonly PatchOptions Patch = new() { FieldManager = PostgresCluster };
}
