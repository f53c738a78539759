using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.Tests.Specs;

public sealed class SpecTests
{
    [Fact]
    public void Services_follow_the_labels_that_the_operator_moves()
    {
        var services = ServiceSpecs.Build(TestClusters.Create()).ToDictionary(service => service.Metadata.Name!, service => service.Spec!);

        Assert.Equal(Labels.Primary, services["db-rw"].Selector![Labels.Role]);
        Assert.Equal(Labels.Standby, services["db-ro"].Selector![Labels.Role]);
        Assert.Equal("true", services["db-r"].Selector![Labels.Serving]);
        Assert.Equal(("None", true), (services["db-instances"].ClusterIP, services["db-instances"].PublishNotReadyAddresses));
        Assert.All(services.Values, service => Assert.Equal("db", service.Selector![Labels.Cluster]));
    }

    [Fact]
    public void Agents_may_touch_only_what_is_theirs_by_name()
    {
        var role = AgentAccessSpecs.Role(TestClusters.Create(), ["db-2", "db-1"]);

        Assert.All(role.Rules!, rule => Assert.NotEmpty(rule.ResourceNames!));
        Assert.All(role.Rules!, rule => Assert.DoesNotContain("create", rule.Verbs));
        Assert.Equal(["db-1-0", "db-2-0"], role.Rules!.Single(rule => rule.Resources!.Contains("pods")).ResourceNames!);
        Assert.DoesNotContain(role.Rules!, rule => rule.Resources!.Contains("secrets"));
    }

    [Fact]
    public void A_role_without_pods_is_refused_because_it_would_be_for_all_pods() =>
        Assert.Throws<ArgumentException>(() => AgentAccessSpecs.Role(TestClusters.Create(), []));

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 1)]
    public void One_instance_of_several_may_be_away_and_a_single_one_never_blocks_a_drain(int instances, int? unavailable)
    {
        var budget = DisruptionBudgetSpec.Build(TestClusters.Create(instances));

        Assert.Equal(unavailable, budget?.MaxUnavailable!.Value.Number);
    }

    [Fact]
    public void The_application_secret_escapes_what_each_form_needs_escaped()
    {
        var secret = ApplicationSecretSpec.Build(TestClusters.Create(), "a:b/c\\d");

        Assert.Equal("postgresql://app:a%3Ab%2Fc%5Cd@db-rw.shop.svc:5432/app?sslmode=require", SecretSpecs.Text(secret, "uri"));
        Assert.Equal("db-rw.shop.svc:5432:app:app:a\\:b/c\\\\d\n", SecretSpecs.Text(secret, "pgpass"));
        Assert.Equal("a:b/c\\d", SecretSpecs.Text(secret, "password"));
        Assert.Equal(
            ["dbname", "host", "jdbc-uri", "password", "pgpass", "port", "uri", "username"],
            secret.Data!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Inherited_labels_do_not_replace_our_own()
    {
        var cluster = TestClusters.Create(1, spec => spec.InheritedMetadata = new Howdah.Entities.PostgresCluster.InheritedMetadata
        {
            Labels = new Dictionary<string, string> { [Labels.Cluster] = "other", ["team"] = "shop" },
        });

        var labels = ObjectMetaSpec.Build(cluster, "x").Labels!;

        Assert.Equal(("db", "shop"), (labels[Labels.Cluster], labels["team"]));
    }

    [Fact]
    public void The_lease_is_made_without_a_holder() => Assert.Null(LeaseSpec.Build(TestClusters.Create()).Spec!.HolderIdentity);
}
