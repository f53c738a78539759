using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>Options of initdb, and the application's database.</summary>
[ValidationRule(
    "!(self.database in ['postgres', 'template0', 'template1'])",
    message: "database must be one of your own: postgres, template0 and template1 exist already")]
[ValidationRule(
    "has(self.owner) ? self.owner != 'postgres' && !self.owner.startsWith('pg_') && !self.owner.startsWith('howdah_')"
        + " : !self.database.startsWith('pg_') && !self.database.startsWith('howdah_')",
    message: "the owner (by default named like the database) must not be postgres nor begin with pg_ or howdah_")]
public sealed class InitdbSpec
{
    /// <summary>The application's database. Default <c>app</c>.</summary>
    [DefaultValue("app")]
    [Length(1, PostgresClusterLimits.IdentifierLength)]
    [Pattern(PostgresClusterLimits.IdentifierPattern)]
    public string Database { get; set; } = "app";

    /// <summary>Its owner. Default: the database's name.</summary>
    [Length(1, PostgresClusterLimits.IdentifierLength)]
    [Pattern(PostgresClusterLimits.IdentifierPattern)]
    public string? Owner { get; set; }

    /// <summary>A Secret (type kubernetes.io/basic-auth) with <c>username</c> and <c>password</c>; unset: generated as <c>NAME-app</c>.</summary>
    public SecretReference? Secret { get; set; }

    /// <summary>The encoding of all databases.</summary>
    [DefaultValue("UTF8")]
    [Length(1, 32)]
    [Pattern("^[A-Za-z0-9_-]+$")]
    public string Encoding { get; set; } = "UTF8";

    /// <summary>Default <c>C.UTF-8</c>, which every image has.</summary>
    [DefaultValue("C.UTF-8")]
    [Length(1, 64)]
    [Pattern("^[A-Za-z0-9_.@-]+$")]
    public string Locale { get; set; } = "C.UTF-8";

    /// <summary>Checksums on data pages: damaged storage is noticed.</summary>
    [DefaultValue(true)]
    public bool DataChecksums { get; set; } = true;

    /// <summary>Megabytes, a power of two; unset: PostgreSQL's 16.</summary>
    [EnumValues(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)]
    public int? WalSegmentSize { get; set; }
}
