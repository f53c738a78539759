using System.Text;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>Secrets of a cluster. Nothing but the operator writes them.</summary>
internal static class SecretSpecs
{
    public const string Opaque = "Opaque";
    public const string Tls = "kubernetes.io/tls";
    public const string BasicAuth = "kubernetes.io/basic-auth";

    public const string AuthorityCertificates = "ca.crt";
    public const string AuthorityKey = "ca.key";
    public const string NextCertificate = "next.crt";
    public const string NextKey = "next.key";
    public const string Certificate = "tls.crt";
    public const string Key = "tls.key";

    /// <param name="cluster">The owner.</param>
    /// <param name="name">The Secret's name.</param>
    /// <param name="type">Immutable once made.</param>
    /// <param name="values">Text by key.</param>
    public static V1Secret Build(V1PostgresCluster cluster, string name, string type, IReadOnlyDictionary<string, string> values) => new()
    {
        ApiVersion = "v1",
        Kind = "Secret",
        Metadata = ObjectMetaSpec.Build(cluster, name),
        Type = type,
        Data = values.ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)),
    };

    public static string? Text(V1Secret? secret, string key) =>
        secret?.Data is { } data && data.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
