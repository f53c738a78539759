using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The <c>controller_runtime_*</c> instruments, shared by all controllers of an operator.</summary>
internal sealed class ControllerInstruments
{
    // controller-runtime pkg/internal/controller/metrics.
    private static readonly double[] Buckets =
    [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4,
        4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ];

    private readonly ConcurrentDictionary<string, ControllerMetrics> _controllers = new();

    public ControllerInstruments(RuntimeMeter meter)
    {
        Total = meter.Counter("controller_runtime_reconcile_total", "Total number of reconciliations per controller");
        Errors = meter.Counter("controller_runtime_reconcile_errors_total", "Total number of reconciliation errors per controller");
        Terminal = meter.Counter(
            "controller_runtime_terminal_reconcile_errors_total", "Total number of terminal reconciliation errors per controller");
        Panics = meter.Counter("controller_runtime_reconcile_panics_total", "Total number of reconciliation panics per controller");
        Timeouts = meter.Counter("controller_runtime_reconcile_timeouts_total", "Total number of reconciliation timeouts per controller");
        Duration = meter.Seconds("controller_runtime_reconcile_time_seconds", "Length of time per reconciliation per controller", Buckets);
        meter.Gauge(
            "controller_runtime_max_concurrent_reconciles",
            "Maximum number of concurrent reconciles per controller",
            () => Observe(static metrics => metrics.MaxConcurrent));
        meter.Gauge(
            "controller_runtime_active_workers",
            "Number of currently used workers per controller",
            () => Observe(static metrics => metrics.ActiveWorkers));
    }

    public Counter<long> Total { get; }

    public Counter<long> Errors { get; }

    public Counter<long> Terminal { get; }

    public Counter<long> Panics { get; }

    public Counter<long> Timeouts { get; }

    public Histogram<double> Duration { get; }

    public void Register(string controller, ControllerMetrics metrics) => _controllers[controller] = metrics;

    private IEnumerable<Measurement<int>> Observe(Func<ControllerMetrics, int> read) =>
        _controllers.Select(entry => new Measurement<int>(read(entry.Value), new KeyValuePair<string, object?>("controller", entry.Key)));
}
