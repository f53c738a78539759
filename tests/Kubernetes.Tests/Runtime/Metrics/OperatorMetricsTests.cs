using System.Diagnostics;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Xunit.Abstractions;

namespace Howdah.Kubernetes.Tests.Runtime.Metrics;

public class OperatorMetricsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task All_counters_of_controllers_queues_informers_and_events_start_at_zero()
    {
        await using var harness = await Started(answer: null);
        var text = Render(harness);

        foreach (var series in new[]
        {
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"success\"} 0",
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"error\"} 0",
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"requeue\"} 0",
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"requeue_after\"} 0",
            "controller_runtime_reconcile_errors_total{controller=\"widget\"} 0",
            "controller_runtime_terminal_reconcile_errors_total{controller=\"widget\"} 0",
            "controller_runtime_reconcile_panics_total{controller=\"widget\"} 0",
            "controller_runtime_reconcile_timeouts_total{controller=\"widget\"} 0",
            "controller_runtime_max_concurrent_reconciles{controller=\"widget\"} 1",
            "controller_runtime_active_workers{controller=\"widget\"} 0",
            "workqueue_adds_total{controller=\"widget\",name=\"widget\"} 0",
            "workqueue_retries_total{controller=\"widget\",name=\"widget\"} 0",
            "workqueue_depth{controller=\"widget\",name=\"widget\"} 0",
            "workqueue_unfinished_work_seconds{controller=\"widget\",name=\"widget\"} 0",
            "workqueue_longest_running_processor_seconds{controller=\"widget\",name=\"widget\"} 0",
            "howdah_informer_watch_stalls_total{kind=\"Widget\"} 0",
            "howdah_informer_objects{kind=\"Widget\"} 0",
            "howdah_events_total{outcome=\"dropped\"} 0",
            "leader_election_master_status{name=\"howdah-operator\"} 1",
            "leader_election_slowpath_total{name=\"howdah-operator\"} 0",
        })
        {
            Assert.Contains(series + "\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_outcome_is_counted_under_its_own_name()
    {
        await using var harness = await Started((widget, _) => widget.Metadata.Name switch
        {
            "panic" => throw new InvalidCastException("defect"),
            "error" => throw new IOException("away"),
            "terminal" => Task.FromResult(ReconciliationResult<V1Widget>.Terminal(widget, "no")),
            "later" => Task.FromResult(ReconciliationResult<V1Widget>.Success(widget, TimeSpan.FromMinutes(1))),
            _ => Task.FromResult(ReconciliationResult<V1Widget>.Success(widget)),
        });
        foreach (var name in new[] { "panic", "error", "terminal", "later", "fine" })
        {
            await harness.Create(name);
        }

        await harness.Settles(5);
        await Eventually.True(() => harness.Queue.ProcessingCount == 0);

        var text = Render(harness);
        foreach (var series in new[]
        {
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"success\"} 1",
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"error\"} 3",
            "controller_runtime_reconcile_total{controller=\"widget\",result=\"requeue_after\"} 1",
            "controller_runtime_reconcile_errors_total{controller=\"widget\"} 3",
            "controller_runtime_terminal_reconcile_errors_total{controller=\"widget\"} 1",
            "controller_runtime_reconcile_panics_total{controller=\"widget\"} 1",
            "controller_runtime_reconcile_time_seconds_count{controller=\"widget\"} 5",
            "workqueue_adds_total{controller=\"widget\",name=\"widget\"} 5",
            "workqueue_retries_total{controller=\"widget\",name=\"widget\"} 2",
            "workqueue_queue_duration_seconds_count{controller=\"widget\",name=\"widget\"} 5",
            "workqueue_work_duration_seconds_count{controller=\"widget\",name=\"widget\"} 5",
            "howdah_informer_events_total{kind=\"Widget\",type=\"added\"} 5",
            "howdah_informer_objects{kind=\"Widget\"} 5",
        })
        {
            Assert.Contains(series + "\n", text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Promtool_finds_nothing_wrong()
    {
        var promtool = Environment.GetEnvironmentVariable("HOWDAH_PROMTOOL");
        Skip.If(string.IsNullOrEmpty(promtool), "HOWDAH_PROMTOOL does not name a promtool.");
        await using var harness = await Started(answer: null);
        await harness.Create("a");
        await harness.Settles(1);
        using var process = new ProcessMetrics();

        using var check = Process.Start(new ProcessStartInfo(promtool!, ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await check.StandardInput.WriteAsync(Render(harness));
        check.StandardInput.Close();
        var findings = await check.StandardOutput.ReadToEndAsync() + await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();

        output.WriteLine(findings);
        Assert.Equal("", findings);
        Assert.Equal(0, check.ExitCode);
    }

    private static string Render(OperatorHarness harness) => harness.Exposition.Render();

    private static async Task<OperatorHarness> Started(Func<V1Widget, CancellationToken, Task<ReconciliationResult<V1Widget>>>? answer)
    {
        var harness = new OperatorHarness().WithSettings(settings => settings.LeaderElection.Enabled = true);
        harness.Controller.Answer = answer ?? harness.Controller.Answer;
        await harness.StartedAsync();
        await Eventually.True(() => harness.Leadership.IsLeader);
        return harness;
    }
}
