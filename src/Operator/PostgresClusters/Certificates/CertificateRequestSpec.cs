using Howdah.Instances;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>What a certificate is to say.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Secret">Where it is kept.</param>
/// <param name="CommonName">The subject.</param>
/// <param name="DnsNames">Subject alternative names; none for client certificates.</param>
internal sealed record CertificateRequestSpec(CertificateKind Kind, string Secret, string CommonName, IReadOnlyList<string> DnsNames)
{
    public static IReadOnlyList<CertificateRequestSpec> All(string cluster, string ns) =>
    [
        new(CertificateKind.Server, Names.ServerSecret(cluster), Names.ReadWriteService(cluster), ServerNames(cluster, ns)),
        new(CertificateKind.Replication, Names.ReplicationSecret(cluster), PodLayout.ReplicationRole, []),
        new(CertificateKind.Operator, Names.OperatorSecret(cluster), PodLayout.OperatorCommonName, []),
    ];

    /// <summary>
    /// Every name a client may use: the Services with and without namespace, each instance by the wildcard of the headless Service.
    /// Independent of the number of instances, so that scaling issues nothing.
    /// </summary>
    private static List<string> ServerNames(string cluster, string ns)
    {
        string[] services =
        [
            Names.ReadWriteService(cluster),
            Names.ReadOnlyService(cluster),
            Names.ReadService(cluster),
            "*." + Names.InstancesService(cluster),
        ];
        return
        [
            .. services.SelectMany(service => new[]
            {
                service, $"{service}.{ns}", $"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local",
            }),
            "localhost",
        ];
    }
}
