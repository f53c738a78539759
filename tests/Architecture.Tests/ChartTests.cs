using System.Reflection;
using System.Text.Json.Nodes;
using Howdah.Architecture.Tests.Support;
using Howdah.Cli.Manifests;

namespace Howdah.Architecture.Tests;

/// <summary>The chart, rendered by helm. Skipped where helm cannot be had.</summary>
public sealed class ChartTests
{
    private static readonly string[] Everything =
    [
        "--set", "podDisruptionBudget.enabled=true,networkPolicy.enabled=true,metrics.podMonitor.enabled=true,metrics.prometheusRule.enabled=true",
    ];

    public ChartTests() => Skip.If(Helm.Missing is not null, Helm.Missing);

    [SkippableFact]
    public void Lint_finds_nothing()
    {
        var lint = Helm.Run("lint", "--strict", Path.Combine(Repository.Root, "charts/howdah"));

        Assert.True(lint.ExitCode == 0, lint.Output + lint.Error);
    }

    [SkippableTheory]
    [InlineData("1.20.2", false)]
    [InlineData("1.24.17", false)]
    [InlineData("1.25.0", true)]
    [InlineData("1.30.4", true)]
    [InlineData("1.36.0", true)]
    [InlineData("v1.33.1-gke.100", true)]
    public void Rendered_definitions_are_those_of_config_and_hold_rules_where_the_server_knows_them(string kubernetes, bool withRules)
    {
        var rendered = Helm.Template(kubernetes).Where(o => Kind(o) == "CustomResourceDefinition").ToList();
        var expected = CrdManifests.Plain(withRules).SelectMany(f => Yaml.Read(f.Content)).ToList();

        Assert.Equal(expected.Count, rendered.Count);
        foreach (var (want, have) in expected.Zip(rendered))
        {
            Assert.Equal((string?)want["metadata"]!["name"], (string?)have["metadata"]!["name"]);
            Assert.True(JsonNode.DeepEquals(want["spec"], have["spec"]), "Run eng/manifests.");
        }
    }

    [SkippableFact]
    public void Definitions_are_kept_on_uninstall_unless_asked_otherwise()
    {
        const string Policy = "helm.sh/resource-policy";

        Assert.Equal("keep", (string?)Definition()!["metadata"]!["annotations"]![Policy]);
        Assert.Null(Definition("--set", "crds.keep=false")!["metadata"]!["annotations"]);
        Assert.Null(Definition("--set", "crds.enabled=false"));

        static JsonNode? Definition(params string[] arguments) => Helm.Template("1.30.0", arguments).FirstOrDefault(o => Kind(o) == "CustomResourceDefinition");
    }

    [SkippableFact]
    public void Rendered_roles_are_those_of_config()
    {
        var expected = RbacManifests.Plain(Assembly.Load("howdah-operator")).SelectMany(f => Yaml.Read(f.Content)).ToDictionary(Name);
        var rendered = Helm.Template("1.30.0", "--set", "webhook.enabled=false").Where(o => Kind(o) is "ClusterRole" or "Role").ToDictionary(Name);

        Assert.Equal(expected.Keys.Order(), rendered.Keys.Order());
        Assert.All(expected, role => Assert.True(JsonNode.DeepEquals(role.Value["rules"], rendered[role.Key]["rules"]), role.Key));
        foreach (var (name, role) in expected.Where(r => r.Value["metadata"]!["labels"] is not null))
        {
            Assert.All(role["metadata"]!["labels"]!.AsObject(), l => Assert.Equal((string?)l.Value, (string?)rendered[name]["metadata"]!["labels"]![l.Key]));
        }
    }

    [SkippableFact]
    public void Watched_namespaces_narrow_the_operators_rights()
    {
        var objects = Helm.Template("1.30.0", "--set", "watchNamespaces={one,two}");

        Assert.Equal(
            ["howdah-postgrescluster-controller-cluster", "howdah-webhook"], objects.Where(o => Kind(o) == "ClusterRoleBinding").Select(Name).Order());
        Assert.Equal(
            [("howdah-leader-election", "howdah-system"), ("howdah-postgrescluster-controller", "one"), ("howdah-postgrescluster-controller", "two"), ("howdah-webhook", "howdah-system"),
             ("howdah-workqueue-controller", "one"), ("howdah-workqueue-controller", "two")],
            objects.Where(o => Kind(o) == "RoleBinding").Select(o => (Name(o), (string)o["metadata"]!["namespace"]!)).Order());
        var selector = Webhook(objects)["namespaceSelector"]!["matchExpressions"]![0]!;
        Assert.Equal(("kubernetes.io/metadata.name", "In", """["one","two"]"""), ((string?)selector["key"], (string?)selector["operator"], selector["values"]!.ToJsonString()));
        Assert.Equal("one,two", Environment(objects)["HOWDAH_WATCH_NAMESPACES"]);
    }

    [SkippableFact]
    public void The_webhook_fails_open_and_its_rights_end_at_its_own_objects()
    {
        var objects = Helm.Template("1.30.0");
        var webhook = Webhook(objects);
        var rules = objects.Where(o => Name(o) == "howdah-webhook" && Kind(o) is "Role" or "ClusterRole").SelectMany(o => o["rules"]!.AsArray()).ToList();

        Assert.Equal(("Ignore", "None", 3L), ((string?)webhook["failurePolicy"], (string?)webhook["sideEffects"], (long)webhook["timeoutSeconds"]!));
        Assert.Equal("/validate/postgrescluster", (string?)webhook["clientConfig"]!["service"]!["path"]);
        Assert.Null(webhook["clientConfig"]!["caBundle"]);
        Assert.All(rules, rule => Assert.Equal("""["howdah-webhook"]["get","patch"]""", rule!["resourceNames"]!.ToJsonString() + rule["verbs"]!.ToJsonString()));
        Assert.Equal(2, rules.Count);
        Assert.Equal("howdah-webhook", Environment(objects)["HOWDAH_WEBHOOK_NAME"]);
    }

    [SkippableFact]
    public void Without_the_webhook_nothing_of_it_is_rendered()
    {
        var objects = Helm.Template("1.30.0", "--set", "webhook.enabled=false");

        Assert.DoesNotContain(objects, o => o.ToJsonString().Contains("webhook", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableFact]
    public void The_operator_runs_under_the_restricted_pod_security_standard()
    {
        var pod = Deployment(Helm.Template("1.30.0"))["spec"]!["template"]!["spec"]!;
        var container = pod["containers"]![0]!;

        Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)pod["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False((bool)container["securityContext"]!["allowPrivilegeEscalation"]!);
        Assert.True((bool)container["securityContext"]!["readOnlyRootFilesystem"]!);
        Assert.Equal("""["ALL"]""", container["securityContext"]!["capabilities"]!["drop"]!.ToJsonString());
        Assert.All(pod["volumes"]!.AsArray(), v => Assert.NotNull(v!["emptyDir"]));
    }

    [SkippableTheory]
    [InlineData(null, null, "howdah:0.1.0")]
    [InlineData("image.tag=v2", null, "howdah:v2")]
    [InlineData("image.tag=v2", "image.reference=localhost/howdah:dev", "localhost/howdah:dev")]
    public void The_sidecars_image_is_the_operators(string? first, string? second, string expected)
    {
        var objects = Helm.Template("1.30.0", new[] { first, second }.OfType<string>().SelectMany(s => new[] { "--set", s }));

        Assert.Equal(expected, (string?)Deployment(objects)["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
        Assert.Equal(expected, Environment(objects)["HOWDAH_IMAGE"]);
    }

    [SkippableTheory]
    [InlineData("nonsense=1")]
    [InlineData("image.nonsense=1")]
    [InlineData("replicas=many")]
    [InlineData("logLevel=Loud")]
    [InlineData("watchNamespaces={Not_A_Namespace}")]
    public void Values_that_mean_nothing_are_refused(string setting)
    {
        var command = Helm.Run("template", Path.Combine(Repository.Root, "charts/howdah"), "--set", setting);

        Assert.NotEqual(0, command.ExitCode);
        Assert.Contains("values don't meet the specifications of the schema", command.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("1.20.2", "policy/v1beta1")]
    [InlineData("1.36.0", "policy/v1")]
    public void Everything_that_is_optional_renders(string kubernetes, string policyVersion)
    {
        var objects = Helm.Template(kubernetes, Everything);

        Assert.Equal(policyVersion, (string?)objects.Single(o => Kind(o) == "PodDisruptionBudget")["apiVersion"]);
        Assert.Single(objects, o => Kind(o) == "NetworkPolicy");
        Assert.Single(objects, o => Kind(o) == "PodMonitor");
        Assert.Equal(objects.Count, objects.Select(o => (Kind(o), (string?)o["metadata"]!["namespace"], Name(o))).Distinct().Count());
    }

    [SkippableFact]
    public void Alerts_lead_to_the_runbooks_that_the_values_name()
    {
        var rules = Helm.Template("1.30.0", [.. Everything, "--set", "metrics.prometheusRule.runbookBase=https://example.com/runbooks/"]).Single(o => Kind(o) == "PrometheusRule");
        var alerts = rules["spec"]!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, a => Assert.Equal($"https://example.com/runbooks/{a!["alert"]}.md", (string?)a["annotations"]!["runbook_url"]));
        Assert.Contains(alerts, a => (string?)a!["expr"] == "howdah_certificate_expiry_seconds < 259200");
        Assert.Contains(alerts, a => ((string)a!["annotations"]!["summary"]!).Contains("{{ $labels.namespace }}", StringComparison.Ordinal));
    }

    private static string? Kind(JsonNode node) => (string?)node["kind"];

    private static string Name(JsonNode node) => (string)node["metadata"]!["name"]!;

    private static JsonNode Webhook(IEnumerable<JsonNode> objects) => objects.Single(o => Kind(o) == "ValidatingWebhookConfiguration")["webhooks"]!.AsArray().Single()!;

    private static JsonNode Deployment(IEnumerable<JsonNode> objects) => objects.Single(o => Kind(o) == "Deployment");

    private static Dictionary<string, string?> Environment(IEnumerable<JsonNode> objects) =>
        Deployment(objects)["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().ToDictionary(e => (string)e!["name"]!, e => (string?)e!["value"]);
}
