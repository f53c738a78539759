using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

public sealed partial class AlertTests
{
    private static readonly IReadOnlyList<JsonNode> Alerts =
    [
        .. Yaml.Read(Repository.Read("charts/howdah/files/alerts.yaml"))[0]["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!),
    ];

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var runbooks = Repository.Files.Where(f => f.StartsWith("docs/runbooks/Howdah", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(runbooks.Order(), Alerts.Select(a => (string?)a["alert"]).Order());
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_and_where_to_read_on()
    {
        foreach (var alert in Alerts)
        {
            var name = (string?)alert["alert"];
            Assert.Equal($"RUNBOOK_BASE/{name}.md", (string?)alert["annotations"]!["runbook_url"]);
            Assert.Contains((string?)alert["labels"]!["severity"], new[] { "warning", "critical" });
            Assert.NotEmpty((string)alert["annotations"]!["summary"]!);
            Assert.Matches("^[0-9]+[mh]$", (string)alert["for"]!);
        }
    }

    [Fact]
    public void The_index_of_runbooks_names_every_one()
    {
        var index = Repository.Read("docs/runbooks/README.md");

        Assert.Equal([], Alerts.Select(a => (string)a["alert"]!).Where(name => !index.Contains($"({name}.md)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Alerts_ask_only_for_metrics_that_something_exports()
    {
        var source = string.Concat(Repository.SourceFiles("src/").Select(Repository.Read));
        var asked = Alerts.SelectMany(a => Metric().Matches((string)a["expr"]!).Select(m => m.Value)).Distinct();

        Assert.Equal([], asked.Where(metric => !source.Contains($"\"{metric}\"", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\bhowdah_\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();
}
