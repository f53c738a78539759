using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Tests.Runtime.Health;

public class HealthTests
{
    [Fact]
    public async Task It_is_ready_when_all_caches_are_complete_and_alive_from_the_start()
    {
        await using var harness = new OperatorHarness();
        var gate = new TaskCompletionSource();
        harness.Cluster.Before = (request, stop) => request.Verb == "list" ? gate.Task.WaitAsync(stop) : Task.CompletedTask;
        await harness.StartAsync();
        await Eventually.True(() => harness.Cluster.Count("list") == 1);

        Assert.Equal("synced/Widget: the first list is not complete", Report(harness, HealthKinds.Ready).Text);
        Assert.Equal("ok", Report(harness, HealthKinds.Live).Text);
        gate.SetResult();
        await Eventually.True(() => Report(harness, HealthKinds.Ready).IsWell);
    }

    [Fact]
    public async Task The_api_server_being_away_is_noted_and_no_reason_to_restart()
    {
        await using var harness = await new OperatorHarness().StartedAsync();
        harness.Cluster.Before = (_, _) => throw new HttpRequestException("connection refused");
        harness.Cluster.CutWatches();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromSeconds(1), () => harness.Informer.LastError is not null);

        var report = Report(harness, HealthKinds.Live);

        Assert.True(report.IsWell);
        Assert.Contains("connection refused", Encoding.UTF8.GetString(report.Json().Span), StringComparison.Ordinal);
        Assert.True(Report(harness, HealthKinds.Ready).IsWell);
    }

    [Fact]
    public async Task A_stuck_controller_is_a_reason_to_restart()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithReconcileTimeout(TimeSpan.FromSeconds(1)));
        var hang = new TaskCompletionSource<ReconciliationResult<V1Widget>>();
        harness.Controller.Answer = (_, _) => hang.Task;
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);
        harness.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal("controller/widget: one reconciliation has been running for 180 s", Report(harness, HealthKinds.Live).Text);
        hang.SetResult(ReconciliationResult<V1Widget>.Success(harness.Controller.Reconciled[0]));
    }

    [Fact]
    public async Task A_standby_is_ready_and_says_that_it_is_one()
    {
        await using var harness = new OperatorHarness().WithSettings(settings => settings.LeaderElection.Enabled = true);
        harness.Cluster.Before = (request, _) => request.Verb == "create" ? throw new HttpRequestException("no lease for you") : Task.CompletedTask;
        await harness.StartedAsync();

        Assert.True(Report(harness, HealthKinds.Ready).IsWell);
        Assert.Equal("standby", Report(harness, HealthKinds.Live).Findings.Single(finding => finding.Name == "leader-election").Note);
    }

    [Fact]
    public void A_probe_that_throws_is_a_finding_itself()
    {
        var report = new HealthReport([new BrokenProbe()], HealthKinds.Live);

        Assert.Equal("BrokenProbe: broken", report.Text);
    }

    [Fact]
    public async Task The_endpoints_answer_with_codes_text_and_details()
    {
        var probe = new SwitchProbe();
        await using var app = Application(probe);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

        Assert.Equal((HttpStatusCode.OK, "ok"), await Get(http, "/livez"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await Get(http, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await Get(http, "/readyz"));
        probe.Problem = "broken \"wire\"";
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "part: broken \"wire\""), await Get(http, "/livez"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await Get(http, "/readyz"));
        var (code, json) = await Get(http, "/livez?verbose");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("failing", (string?)JsonNode.Parse(json)!["status"]);
        Assert.Equal("broken \"wire\"", (string?)JsonNode.Parse(json)!["checks"]![0]!["problem"]);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/livez", null)).StatusCode);

        var metrics = await http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType!.ToString());
        Assert.Contains("process_resident_memory_bytes ", await metrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static HealthReport Report(OperatorHarness harness, HealthKinds kind) => new(harness.Services.GetServices<IHealthProbe>(), kind);

    private static async Task<(HttpStatusCode Code, string Text)> Get(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static WebApplication Application(IHealthProbe probe)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(probe);
        builder.Services.AddPrometheusMetrics();
        var app = builder.Build();
        app.MapKubernetesOperator();
        return app;
    }

    private sealed class SwitchProbe : IHealthProbe
    {
        public string? Problem { get; set; }

        public IEnumerable<HealthFinding> Look() => [new HealthFinding("part", HealthKinds.Live, Problem)];
    }

    private sealed class BrokenProbe : IHealthProbe
    {
        public IEnumerable<HealthFinding> Look() => throw new InvalidOperationException("broken");
    }
}
