using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The volumes of an instance's pod, besides the data volume that its StatefulSet claims.</summary>
internal static class VolumeSpecs
{
    public const string Run = "run";
    public const string Bin = "bin";
    public const string Temporary = "tmp";
    public const string SidecarTemporary = "sidecar-tmp";
    public const string SharedMemory = "shm";
    public const string ServerCertificates = "server-certificates";
    public const string ReplicationCertificates = "replication-certificates";
    public const string Roles = "roles";
    public const string ApiToken = "api-token";

    /// <summary>Where client libraries look for a service account.</summary>
    public const string ApiTokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>0440: read by the user of the pod through its fsGroup, and accepted by PostgreSQL for a key that root owns.</summary>
    private const int GroupReadable = 288;

    private const int TokenLifeSeconds = 3607;

    public static List<V1Volume> Build(string cluster) =>
    [
        Scratch(Run),
        Scratch(Bin),
        Scratch(Temporary),
        Scratch(SidecarTemporary),
        new V1Volume { Name = SharedMemory, EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory" } },
        Secret(ServerCertificates, Names.ServerSecret(cluster)),
        Secret(ReplicationCertificates, Names.ReplicationSecret(cluster)),
        Secret(Roles, Names.RolesSecret(cluster)),
        Token(),
    ];

    private static V1Volume Scratch(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };

    private static V1Volume Secret(string name, string secret) =>
        new() { Name = name, Secret = new V1SecretVolumeSource { SecretName = secret, DefaultMode = GroupReadable } };

    private static V1Volume Token() => new()
    {
        Name = ApiToken,
        Projected = new V1ProjectedVolumeSource
        {
            DefaultMode = GroupReadable,
            Sources =
            [
                new V1VolumeProjection
                {
                    ServiceAccountToken = new V1ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = TokenLifeSeconds },
                },
                new V1VolumeProjection
                {
                    ConfigMap = new V1KeyProjection
                    {
                        Name = "kube-root-ca.crt",
                        Items = [new V1KeyToPath { Key = "ca.crt", Path = "ca.crt" }],
                    },
                },
                new V1VolumeProjection
                {
                    DownwardAPI = new V1DownwardApiVolumeSource
                    {
                        Items =
                        [
                            new V1DownwardApiVolumeFile
                            {
                                Path = "namespace",
                                FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" },
                            },
                        ],
                    },
                },
            ],
        },
    };
}
