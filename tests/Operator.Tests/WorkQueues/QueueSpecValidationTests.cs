using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.Tests.WorkQueues;

public sealed class QueueSpecValidationTests
{
    [Fact]
    public void A_plain_queue_is_accepted() => Assert.Empty(Check(_ => { }));

    [Theory]
    [InlineData("none", "spec", "spec.cluster and spec.connection must be given; there is neither")]
    [InlineData("both", "spec", "spec.cluster and spec.connection must be given; remove one")]
    [InlineData("opensearch without options", "spec.openSearch", "the URL of the cluster")]
    [InlineData("opensearch and gateway", "spec.gateway", "spec.gateway and spec.openSearch cannot both be given")]
    [InlineData("both backends", "spec.openSearch", "spec.cluster and spec.openSearch cannot both be given")]
    [InlineData("connection and opensearch", "spec.openSearch", "spec.connection and spec.openSearch cannot both be given")]
    [InlineData("opensearch options", "spec.openSearch", "backend: OpenSearch")]
    [InlineData("other backend", "spec.backend", "neither Postgres nor OpenSearch")]
    public void Exactly_one_place_for_the_items_must_be_named(string what, string field, string message)
    {
        var problem = Assert.Single(Check(spec =>
        {
            switch (what)
            {
                case "none": spec.Cluster = null; break;
                case "both": spec.Connection = new QueueConnection(); break;
                case "opensearch without options": (spec.Cluster, spec.Backend) = (null, "OpenSearch"); break;
                case "opensearch and gateway": (spec.Cluster, spec.OpenSearch, spec.Backend, spec.Gateway) = (null, Search(), "OpenSearch", new QueueGatewaySpec()); break;
                case "both backends": (spec.OpenSearch, spec.Backend) = (Search(), "OpenSearch"); break;
                case "connection and opensearch": (spec.Cluster, spec.Connection, spec.OpenSearch) = (null, new QueueConnection(), new QueueOpenSearch()); break;
                case "opensearch options": (spec.Cluster, spec.OpenSearch) = (null, new QueueOpenSearch()); break;
                default: spec.Backend = "Redis"; break;
            }
        }));

        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("information_schema")]
    [InlineData("pg_catalog")]
    [InlineData("howdah_internal")]
    [InlineData("Jobs")]
    [InlineData("jobs\n")]
    [InlineData("jobs\"; drop schema public cascade; --")]
    [InlineData("jobs-eu")]
    [InlineData("1jobs")]
    [InlineData("")]
    [InlineData("schlüssel")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_schema_that_is_no_plain_name_or_somebody_else_s_is_refused(string schema) =>
        Assert.Equal("spec.schema", Assert.Single(Check(spec => spec.Schema = schema)).Field);

    [Theory]
    [InlineData("Jobs")]
    [InlineData("jobs\n")]
    [InlineData("")]
    [InlineData("a-very-long-name-that-has-more-than-forty-characters")]
    public void A_name_from_which_no_others_can_be_made_is_refused(string name) => Assert.Contains(Check(_ => { }, name), problem => problem.Field == "metadata.name");

    [Theory]
    [InlineData("spec.lease.base")]
    [InlineData("spec.lease.max")]
    [InlineData("spec.lease.runMax")]
    [InlineData("spec.lease.mode")]
    [InlineData("spec.lease.exponentCap")]
    [InlineData("spec.retries.maxAttempts")]
    [InlineData("spec.retries.backoffBase")]
    [InlineData("spec.retention")]
    [InlineData("spec.maxPayload")]
    [InlineData("spec.deletionPolicy")]
    [InlineData("spec.workers.min")]
    [InlineData("spec.workers.target")]
    [InlineData("spec.workers.maxAge")]
    [InlineData("spec.gateway.replicas")]
    [InlineData("spec.gateway.connections")]
    [InlineData("spec.gateway.tokenSecretRef.name")]
    [InlineData("spec.gateway.tlsSecretRef.name")]
    [InlineData("spec.workers.template")]
    public void A_value_out_of_bounds_is_refused_by_its_field(string field) => Assert.Contains(Check(spec =>
    {
        spec.Lease = new QueueLeaseSpec();
        spec.Retries = new QueueRetrySpec();
        spec.Workers = Workers();
        spec.Gateway = new QueueGatewaySpec();
        switch (field)
        {
            case "spec.lease.base": spec.Lease.Base = "8d"; break;
            case "spec.lease.max": spec.Lease.Max = "0s"; break;
            case "spec.lease.runMax": spec.Lease.RunMax = "soon"; break;
            case "spec.lease.mode": spec.Lease.Mode = "Eternal"; break;
            case "spec.lease.exponentCap": spec.Lease.ExponentCap = 31; break;
            case "spec.retries.maxAttempts": spec.Retries.MaxAttempts = 0; break;
            case "spec.retries.backoffBase": spec.Retries.BackoffBase = "2h"; break;
            case "spec.retention": spec.Retention = "-7d"; break;
            case "spec.maxPayload": spec.MaxPayload = "256Mi"; break;
            case "spec.deletionPolicy": spec.DeletionPolicy = "Shred"; break;
            case "spec.workers.min": spec.Workers.Min = 11; break;
            case "spec.workers.target": spec.Workers.Target = 0; break;
            case "spec.workers.maxAge": spec.Workers.MaxAge = "0s"; break;
            case "spec.gateway.replicas": spec.Gateway.Replicas = 0; break;
            case "spec.gateway.connections": spec.Gateway.Connections = 2; break;
            case "spec.gateway.tokenSecretRef.name": spec.Gateway.TokenSecretRef = new QueueTokensReference(); break;
            case "spec.gateway.tlsSecretRef.name": spec.Gateway.TlsSecretRef = new Entities.PostgresCluster.SecretReference(); break;
            default: spec.Workers.Template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray("postgres") } }; break;
        }
    }), problem => problem.Field == field);

    [Theory]
    [InlineData("url", "spec.openSearch.url")]
    [InlineData("credentials", "spec.openSearch.url")]
    [InlineData("secret", "spec.openSearch.secretRef.name")]
    [InlineData("index", "spec.openSearch.index")]
    [InlineData("schema", "spec.schema")]
    [InlineData("lease", "spec.lease")]
    [InlineData("retries", "spec.retries")]
    [InlineData("paused", "spec.paused")]
    [InlineData("retention", "spec.retention")]
    [InlineData("payload", "spec.maxPayload")]
    [InlineData("none", null)]
    public void A_queue_in_OpenSearch_is_refused_what_OpenSearch_does_not_have(string what, string? field)
    {
        var problems = Check(spec =>
        {
            (spec.Cluster, spec.OpenSearch, spec.Backend, spec.Workers) = (null, Search(), "OpenSearch", Workers());
            switch (what)
            {
                case "url": spec.OpenSearch.Url = "ftp://search"; break;
                case "credentials": spec.OpenSearch.Url = "https://me:pw@search"; break;
                case "secret": spec.OpenSearch.SecretRef = new Entities.PostgresCluster.SecretReference(); break;
                case "index": spec.OpenSearch.Index = "_Jobs"; break;
                case "schema": spec.Schema = "jobs"; break;
                case "lease": spec.Lease = new QueueLeaseSpec(); break;
                case "retries": spec.Retries = new QueueRetrySpec(); break;
                case "paused": spec.Paused = true; break;
                case "retention": spec.Retention = "3d"; break;
                case "payload": spec.MaxPayload = "2Mi"; break;
                default: break;
            }
        });

        Assert.Equal(field is null ? [] : [field], problems.Select(problem => problem.Field));
    }

    [Fact]
    public void Items_do_not_move_from_one_backend_or_index_to_another()
    {
        Assert.Equal(["spec.backend"], Moved(false, status => status.Index = "jobs"));
        Assert.Equal(["spec.backend"], Moved(true, status => status.Schema = "jobs"));
        Assert.Equal(["spec.openSearch.index"], Moved(true, status => status.Index = "other"));
        Assert.Empty(Moved(true, status => status.Index = "jobs"));
    }

    private static IEnumerable<string> Moved(bool isToSearch, Action<WorkQueueStatus> change)
    {
        var queue = new V1WorkQueue { Metadata = new V1ObjectMeta { Name = "jobs", Namespace = "shop" } };
        queue.Spec.Cluster = isToSearch ? null : new QueueClusterReference { Name = "db" };
        queue.Spec.OpenSearch = isToSearch ? Search() : null;
        queue.Spec.Backend = isToSearch ? "OpenSearch" : "Postgres";
        change(queue.Status);
        return QueueSpecValidation.Check(queue).Select(problem => problem.Field);
    }

    internal static QueueOpenSearch Search() => new() { Url = "https://search:9200" };

    internal static QueueWorkersSpec Workers() => new()
    {
        Template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["image"] = "postgres:17" }) } },
    };

    private static IReadOnlyList<PostgresClusters.Policies.SpecProblem> Check(Action<WorkQueueSpec> change, string name = "jobs")
    {
        var queue = new V1WorkQueue { Metadata = new V1ObjectMeta { Name = name, Namespace = "shop" } };
        queue.Spec.Cluster = new QueueClusterReference { Name = "db" };
        change(queue.Spec);
        return QueueSpecValidation.Check(queue);
    }
}
