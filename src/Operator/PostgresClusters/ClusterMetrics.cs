using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Howdah.HighAvailability;
using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters;

/// <summary>What alerts on clusters need. One series a cluster; positions and lag are the agents' metrics.</summary>
internal sealed class ClusterMetrics : IDisposable
{
    public const string MeterName = "Howdah.Operator";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<NamespacedName, Sample> _clusters = new();
    private readonly Counter<long> _failovers;
    private readonly TimeProvider _time;

    public ClusterMetrics(TimeProvider time)
    {
        _time = time;
        _failovers = _meter.CreateCounter<long>("howdah_failovers_total", null, "Completed failovers and switchovers.");
        _meter.CreateObservableGauge("howdah_postgrescluster_ready", () => Measure(sample => sample.Ready ? 1 : 0), null, "1 while the cluster is ready.");
        _meter.CreateObservableGauge(
            "howdah_postgrescluster_failover_seconds", () => Measure(FailoverAge), null, "Age of the failover that is under way, 0 when there is none.");
        _meter.CreateObservableGauge(
            "howdah_certificate_expiry_seconds", () => Measure(sample => (sample.CertificatesEnd - _time.GetUtcNow())?.TotalSeconds), null,
            "Time until the first of the cluster's certificates ends.");
    }

    public void Observe(ClusterContext context, ConditionFacts facts)
    {
        var failover = facts.State.Failover;
        Change(context, sample => sample with
        {
            Ready = context.Status.Conditions?.IsTrue(Entities.PostgresCluster.PostgresClusterConditions.Ready) ?? false,
            FailoverStarted = failover.State == FailoverState.Stable ? null : failover.StartedAt,
        });
    }

    public void CertificatesEnd(ClusterContext context, DateTimeOffset first) => Change(context, sample => sample with { CertificatesEnd = first });

    public void FailedOver(string reason) => _failovers.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Forget(IKubernetesObject cluster) => _clusters.TryRemove(NamespacedName.Of(cluster), out _);

    public void Dispose() => _meter.Dispose();

    private void Change(ClusterContext context, Func<Sample, Sample> change) =>
        _clusters.AddOrUpdate(NamespacedName.Of(context.Cluster), _ => change(new Sample()), (_, present) => change(present));

    private double? FailoverAge(Sample sample) => sample.FailoverStarted is { } started ? Math.Max(0, (_time.GetUtcNow() - started).TotalSeconds) : 0;

    private IEnumerable<Measurement<double>> Measure(Func<Sample, double?> value)
    {
        foreach (var (key, sample) in _clusters)
        {
            if (value(sample) is { } measured)
            {
                yield return new Measurement<double>(
                    measured, new KeyValuePair<string, object?>("namespace", key.Namespace), new KeyValuePair<string, object?>("name", key.Name));
            }
        }
    }

    private sealed record Sample
    {
        public bool Ready { get; init; }

        public DateTimeOffset? FailoverStarted { get; init; }

        public DateTimeOffset? CertificatesEnd { get; init; }
    }
}
