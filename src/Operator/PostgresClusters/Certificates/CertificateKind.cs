namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>The certificates of a cluster that its authority signs.</summary>
internal enum CertificateKind
{
    /// <summary>PostgreSQL's and the agents' server certificate.</summary>
    Server,

    /// <summary>Standbys authenticate with it as howdah_replication.</summary>
    Replication,

    /// <summary>Agents know the operator by it.</summary>
    Operator,
}
