using System.Text.Json.Nodes;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

/// <summary>The chart's alerts, rendered by helm and judged by promtool. Skipped where either cannot be had.</summary>
public sealed class AlertRuleTests : IDisposable
{
    private const string Cases = "tests/Architecture.Tests/Alerts/alerts.test.yaml";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("howdah-alerts-");

    public AlertRuleTests()
    {
        Skip.If(Helm.Missing is not null, Helm.Missing);
        Skip.If(Promtool.Missing is not null, Promtool.Missing);
        var rendered = Helm.Template("1.30.0", "--set", "metrics.prometheusRule.enabled=true").Single(o => (string?)o["kind"] == "PrometheusRule");
        // JSON is YAML.
        File.WriteAllText(Rules, rendered["spec"]!.ToJsonString());
        File.Copy(Path.Combine(Repository.Root, Cases), Path.Combine(_directory.FullName, "alerts.test.yaml"));
    }

    private string Rules => Path.Combine(_directory.FullName, "rules.yaml");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableFact]
    public void The_rendered_rules_are_rules()
    {
        var check = Promtool.Run("check", "rules", Rules);

        Assert.True(check.ExitCode == 0, check.Output + check.Error);
    }

    [SkippableFact]
    public void Alerts_fire_when_they_should_and_only_then()
    {
        var test = Promtool.Run("test", "rules", Path.Combine(_directory.FullName, "alerts.test.yaml"));

        Assert.True(test.ExitCode == 0, test.Output + test.Error);
    }

    [SkippableFact]
    public void Every_alert_has_a_case_in_which_it_fires()
    {
        var cases = Yaml.Read(Repository.Read(Cases))[0]["tests"]!.AsArray().SelectMany(t => t!["alert_rule_test"]!.AsArray());
        var fired = cases.Where(c => c!["exp_alerts"]!.AsArray().Count > 0).Select(c => (string)c!["alertname"]!).Distinct().Order();
        var alerts = JsonNode.Parse(File.ReadAllText(Rules))!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => (string)r!["alert"]!).Order();

        Assert.Equal(alerts, fired);
    }
}
