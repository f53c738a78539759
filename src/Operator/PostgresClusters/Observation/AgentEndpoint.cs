namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>Where an agent is, and how each side knows the other.</summary>
/// <param name="ClusterUid">The PostgresCluster's uid.</param>
/// <param name="Instance">The instance that must answer.</param>
/// <param name="PodUid">The pod that must answer: addresses are reused.</param>
/// <param name="Address">The pod's IP address.</param>
/// <param name="ServerName">The name that the server's certificate must carry.</param>
/// <param name="Trust">Certificates.</param>
internal sealed record AgentEndpoint(string ClusterUid, string Instance, string PodUid, string Address, string ServerName, AgentTrust Trust);

/// <summary>All PEM.</summary>
/// <param name="Authorities">The cluster's own, and no other.</param>
/// <param name="Certificate">By which the agent knows the operator.</param>
/// <param name="Key">Its key.</param>
internal sealed record AgentTrust(string Authorities, string Certificate, string Key);
