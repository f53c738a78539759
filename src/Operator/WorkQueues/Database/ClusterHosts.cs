using Howdah.Instances;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Where the primary of a PostgresCluster is reached. A server's certificate carries this name.</summary>
internal class ClusterHosts
{
    public virtual (string Host, int Port) Primary(string cluster, string ns) => ($"{Names.ReadWriteService(cluster)}.{ns}.svc", PodLayout.PostgresPort);
}
