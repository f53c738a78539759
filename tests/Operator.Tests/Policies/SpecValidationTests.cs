using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class SpecValidationTests
{
    public static TheoryData<string, string, string> BadSpecs => new()
    {
        { "negative instances", "spec.instances", "1 to 9" },
        { "too many instances", "spec.instances", "1 to 9" },
        { "no image", "spec.image", "postgres:17" },
        { "pull policy", "spec.imagePullPolicy", "Always" },
        { "root", "spec.postgresUid", "999" },
        { "size is a word", "spec.storage.size", "20Gi" },
        { "size is tiny", "spec.storage.size", "128Mi or more" },
        { "deletion policy", "spec.storage.deletionPolicy", "Retain or Delete" },
        { "database", "spec.bootstrap.initdb.database", "another name" },
        { "owner", "spec.bootstrap.initdb.owner", "another name" },
        { "locale", "spec.bootstrap.initdb.locale", "C.UTF-8" },
        { "wal segment", "spec.bootstrap.initdb.walSegmentSize", "power of two" },
        { "synchronous number", "spec.replication.synchronous.number", "spec.instances to 4 or more" },
        { "synchronous zero", "spec.replication.synchronous.number", "1 or more" },
        { "synchronous method", "spec.replication.synchronous.method", "Quorum" },
        { "lease", "spec.failover.leaseDurationSeconds", "6 to 120" },
        { "restart timeout", "spec.failover.primaryRestartTimeoutSeconds", "0 to 3600" },
        { "stop timeout", "spec.stopTimeoutSeconds", "1 to 3600" },
        { "certificate life", "spec.certificates.durationHours", "1 to" },
        { "certificate window", "spec.certificates.renewBeforeHours", "less than durationHours" },
        { "request", "spec.resources.requests.memory", "2Gi" },
        { "request over limit", "spec.resources.requests.memory", "raise the limit" },
        { "our label", "spec.inheritedMetadata.labels[howdah.dev/role]", "another key" },
        { "label value", "spec.inheritedMetadata.labels[team]", "label value" },
    };

    [Fact]
    public void An_ordinary_specification_has_no_problem() => Assert.Empty(SpecValidation.Check(TestClusters.Create(), SpecFacts.None));

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public void A_bad_specification_is_refused_by_field_and_with_the_remedy(string what, string field, string remedy)
    {
        var problems = SpecValidation.Check(TestClusters.Create(3, spec => Spoil(spec, what)), SpecFacts.None);

        var problem = Assert.Single(problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1db", "beginning with a letter")]
    [InlineData("Db", "lower-case")]
    [InlineData("d.b", "lower-case")]
    [InlineData("a2345678901234567890123456789012345678901234567890b", "at most 40")]
    public void A_name_that_cannot_be_a_services_is_refused(string name, string remedy)
    {
        var cluster = TestClusters.Create();
        cluster.Metadata.Name = name;

        Assert.Contains(SpecValidation.Check(cluster, SpecFacts.None), problem => problem.Field == "metadata.name" && problem.Message.Contains(remedy, StringComparison.Ordinal));
    }

    [Fact]
    public void A_volume_cannot_shrink()
    {
        var problem = Assert.Single(SpecValidation.Check(TestClusters.Create(), new SpecFacts { LargestVolume = (ResourceQuantity)"30Gi" }));

        Assert.Equal("spec.storage.size", problem.Field);
        Assert.Contains("set it to 30Gi or more", problem.Message, StringComparison.Ordinal);
        Assert.Empty(SpecValidation.Check(TestClusters.Create(), new SpecFacts { LargestVolume = (ResourceQuantity)"20480Mi" }));
    }

    [Fact]
    public void A_storage_class_must_exist_and_stay()
    {
        var cluster = TestClusters.Create(1, spec => spec.Storage.StorageClass = "nowhere");

        var missing = Assert.Single(SpecValidation.Check(cluster, new SpecFacts { StorageClassExists = false, StorageClasses = ["fast"] }));
        var changed = Assert.Single(SpecValidation.Check(cluster, new SpecFacts { StorageClassExists = true, VolumeClass = "fast" }));

        Assert.Contains("use one of fast", missing.Message, StringComparison.Ordinal);
        Assert.Contains("set it back to 'fast'", changed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, false, "does not exist")]
    [InlineData(true, null, true, "no key username")]
    [InlineData(true, "other", true, "spec.bootstrap.initdb.owner")]
    [InlineData(true, "app", false, "add the key password")]
    public void A_users_secret_must_fit(bool exists, string? user, bool password, string remedy)
    {
        var cluster = TestClusters.Create(1, spec => spec.Bootstrap = new BootstrapSpec
        {
            Initdb = new InitdbSpec { Secret = new SecretReference { Name = "mine" } },
        });

        var problem = Assert.Single(SpecValidation.Check(cluster, new SpecFacts { UserSecret = new UserSecretFacts(exists, user, password) }));

        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
        Assert.Contains("Secret mine", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_initdb_reads_is_not_judged_after_it()
    {
        var cluster = TestClusters.Create(1, spec => Spoil(spec, "locale"));

        Assert.Empty(SpecValidation.Check(cluster, new SpecFacts { Initialized = true }));
    }

    [Fact]
    public void The_summary_counts_what_it_leaves_out()
    {
        var problems = Enumerable.Range(1, 5).Select(n => new SpecProblem($"f{n}", "no")).ToList();

        Assert.Equal("f1: no; f2: no; f3: no; and 2 more", SpecValidation.Summary(problems));
    }

    private static void Spoil(PostgresClusterSpec spec, string what)
    {
        var initdb = new InitdbSpec();
        switch (what)
        {
            case "negative instances": spec.Instances = -1; break;
            case "too many instances": spec.Instances = 10; break;
            case "no image": spec.Image = " "; break;
            case "pull policy": spec.ImagePullPolicy = "Sometimes"; break;
            case "root": spec.PostgresUid = 0; break;
            case "size is a word": spec.Storage.Size = "big"; break;
            case "size is tiny": spec.Storage.Size = "1Mi"; break;
            case "deletion policy": spec.Storage.DeletionPolicy = "Maybe"; break;
            case "database": initdb.Database = "template1"; initdb.Owner = "me"; break;
            case "owner": initdb.Owner = "pg_read_all_data"; break;
            case "locale": initdb.Locale = "C; rm"; break;
            case "wal segment": initdb.WalSegmentSize = 48; break;
            case "synchronous number": Synchronous(3, "Quorum"); break;
            case "synchronous zero": Synchronous(0, "Quorum"); break;
            case "synchronous method": Synchronous(1, "First"); break;
            case "lease": spec.Failover = new FailoverSpec { LeaseDurationSeconds = 2 }; break;
            case "restart timeout": spec.Failover = new FailoverSpec { PrimaryRestartTimeoutSeconds = -1 }; break;
            case "stop timeout": spec.StopTimeoutSeconds = 0; break;
            case "certificate life": spec.Certificates = new CertificatesSpec { DurationHours = 0, RenewBeforeHours = 0 }; break;
            case "certificate window": spec.Certificates = new CertificatesSpec { DurationHours = 24, RenewBeforeHours = 24 }; break;
            case "request": Requests("2GB!", null); break;
            case "request over limit": Requests("2Gi", "1Gi"); break;
            case "our label": Label("howdah.dev/role", "primary"); break;
            case "label value": Label("team", "a b"); break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }

        if (what is "database" or "owner" or "locale" or "wal segment")
        {
            spec.Bootstrap = new BootstrapSpec { Initdb = initdb };
        }

        void Synchronous(int number, string method) =>
            spec.Replication = new ReplicationSpec { Synchronous = new SynchronousSpec { Number = number, Method = method } };

        void Requests(string request, string? limit) => spec.Resources = new ResourceRequirements
        {
            Requests = new Dictionary<string, string> { ["memory"] = request },
            Limits = limit is null ? null : new Dictionary<string, string> { ["memory"] = limit },
        };

        void Label(string key, string value) =>
            spec.InheritedMetadata = new InheritedMetadata { Labels = new Dictionary<string, string> { [key] = value } };
    }
}
