using System.Text.Json.Nodes;

namespace Howdah.Cluster.Tests.Chart;

/// <summary>A release of the chart is upgraded, removed and made anew, and PostgresClusters do not notice.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReleaseTests(ClusterFixture fixture)
{
    private const string Namespace = "release";

    /// <summary>Paused, so that nothing but people and the chart could change it.</summary>
    private const string Cluster =
        "apiVersion: howdah.dev/v1alpha1\nkind: PostgresCluster\n"
        + "metadata: {name: kept, namespace: release, annotations: {howdah.dev/paused: 'true'}}\nspec: {instances: 1, image: x, storage: {size: 1Gi}}\n";

    [SkippableFact]
    public async Task An_upgrade_changes_what_its_values_say_and_keeps_what_the_operator_has_written()
    {
        var before = await WebhookAsync();

        await ClusterFixture.InstallAsync("--set", "logLevel=Debug");
        try
        {
            var environment = (await fixture.Kubectl.GetAsync("deployment", "howdah", ClusterFixture.SystemNamespace))!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!;
            Assert.Equal("Debug", (string?)environment.AsArray().Single(variable => (string?)variable!["name"] == "HOWDAH_LOG_LEVEL")!["value"]);
            Assert.Equal(before, await WebhookAsync());
        }
        finally
        {
            await ClusterFixture.InstallAgainAsync();
        }
    }

    [SkippableFact]
    public async Task Definitions_and_clusters_outlive_the_release_and_the_next_one_takes_them_over()
    {
        await fixture.Kubectl.ApplyAsync($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{Namespace}}}"}}""");
        await fixture.Kubectl.ApplyAsync(Cluster);
        var uid = await UidAsync();
        try
        {
            await ClusterFixture.HelmAsync("uninstall", ClusterFixture.Release, "--namespace", ClusterFixture.SystemNamespace);

            Assert.Equal(uid, await UidAsync());
            foreach (var kind in (string[])["validatingwebhookconfiguration", "clusterrole", "clusterrolebinding"])
            {
                Assert.Equal("", await fixture.Kubectl.RunAsync("get", kind, "-l", "app.kubernetes.io/name=howdah", "-o", "name"));
            }

            Assert.Equal("", await fixture.Kubectl.RunAsync("get", "deployment,service,role,rolebinding", "-n", ClusterFixture.SystemNamespace, "-o", "name"));
        }
        finally
        {
            await ClusterFixture.InstallAgainAsync();
        }

        Assert.Equal(uid, await UidAsync());
        await fixture.Kubectl.RunAsync("delete", "pgc", "kept", "-n", Namespace, "--wait=false");
        await fixture.Kubectl.RunAsync("delete", "namespace", Namespace, "--wait=false");
    }

    private async Task<string> UidAsync() => (string)(await fixture.Kubectl.GetAsync("pgc", "kept", Namespace))!["metadata"]!["uid"]!;

    /// <summary>The authority that the operator has told the API server, once it has.</summary>
    private async Task<string> WebhookAsync()
    {
        string? bundle = null;
        await Poll.TrueAsync("the operator has told the API server its authority", TimeSpan.FromSeconds(60), async () =>
        {
            var configuration = JsonNode.Parse(await fixture.Kubectl.RunAsync("get", "validatingwebhookconfiguration", "howdah-webhook", "-o", "json"));
            bundle = (string?)configuration!["webhooks"]![0]!["clientConfig"]!["caBundle"];
            return !string.IsNullOrEmpty(bundle);
        });
        return bundle!;
    }
}
