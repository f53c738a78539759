using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>PostgreSQL's own configuration.</summary>
public sealed class PostgresqlSpec
{
    /// <summary>Settings of postgresql.conf, as text. Those that the operator owns are refused by name.</summary>
    [PropertyLimits(maxProperties: PostgresClusterLimits.MaxParameters)]
    [ValueLength(maxLength: 1024)]
    [ValuePattern(@"^[^\r\n\x00]*$")]
    public Dictionary<string, string>? Parameters { get; set; }

    /// <summary>Lines of pg_hba.conf, tried before the default rule (<c>hostssl all all all scram-sha-256</c>).</summary>
    [Items(maxItems: PostgresClusterLimits.MaxHbaLines)]
    [ValueLength(1, 1024)]
    [ValuePattern(@"^[^\r\n\x00]*$")]
    [XListType(XListType.Atomic)]
    public List<string>? PgHba { get; set; }
}
