using System.Collections.Concurrent;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Failover;
using Howdah.HighAvailability.Lease;
using Howdah.HighAvailability.Quorum;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Sidecar.Agent;
using Howdah.Sidecar.Agent.Specs;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>The part of the operator that moves the primary: reads cluster, lease and reports, takes a step of the failover machine, writes it by compare-and-swap.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly TestCluster _cluster;
    private readonly int _synchronous;
    private readonly LeaseObserver _observer = new(TimeProvider.System.TimestampFrequency);
    private readonly ConcurrentQueue<string> _steps = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private SynchronousMemory? _memory;

    public TestOperator(TestCluster cluster, int synchronous)
    {
        _cluster = cluster;
        _synchronous = synchronous;
        _running = RunAsync();
    }

    /// <summary>States, reasons and messages, in order.</summary>
    public string Story => string.Join('\n', _steps);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                try
                {
                    await StepAsync();
                }
                catch (KubernetesApiException conflict) when (conflict.IsConflict)
                {
                    // Somebody was faster: again, on the newer one.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task StepAsync()
    {
        var cluster = (await _cluster.Client.GetAsync<V1PostgresCluster>("db", "ns"))!;
        _observer.Observe(LeaseSpecs.Record(await _cluster.LeaseAsync()), TimeProvider.System.GetTimestamp());
        InstanceReport[] reports = [.. (await Task.WhenAll(_cluster.Instances.Select(AskAsync))).OfType<InstanceReport>()];
        var state = ClusterStates.From(cluster);
        if (state.SystemIdentifier is null)
        {
            await InitializedAsync(cluster, reports);
            return;
        }

        var now = TimeProvider.System.GetUtcNow();
        var step = FailoverMachine.Next(new FailoverObservation
        {
            Cluster = state,
            Lease = _observer.View(TimeProvider.System.GetTimestamp()),
            LeaseHolder = _observer.Record is { Holder.Length: > 0 } record ? AgentIdentity.InstanceOf(record.Holder) : null,
            Reports = reports,
            Unreachable = [.. state.Members.Select(static member => member.Name).Except(reports.Select(static report => report.Name))],
            Now = now,
            NewId = Guid.NewGuid().ToString("N")[..12],
        });
        if (step.Next != state.Failover || step.CurrentPrimary is not null || step.Completed is not null)
        {
            _steps.Enqueue($"{now:HH:mm:ss.fff} {step.Next.State} {step.Event?.Reason} {step.Next.Message}");
            cluster.Status.Failover = FailoverStatuses.ToStatus(step.Next);
            cluster.Status.CurrentPrimary = step.CurrentPrimary ?? cluster.Status.CurrentPrimary;
            cluster.Status.Timeline = step.Timeline ?? cluster.Status.Timeline;
            cluster.Status.LastFailover = step.Completed is { } completed ? FailoverStatuses.ToStatus(completed) : cluster.Status.LastFailover;
            await _cluster.Client.UpdateStatusAsync(cluster);
            return;
        }

        var synchronous = SynchronousPolicy.Next(new SynchronousObservation { Cluster = state, Wanted = _synchronous, Reports = reports, Memory = _memory, Now = now });
        _memory = synchronous.Memory;
        if (synchronous.Next != state.Synchronous)
        {
            cluster.Status.Synchronous = synchronous.Next is { } next ? new SynchronousStatus { Number = next.Number, Standbys = [.. next.Names], Applied = next.Applied } : null;
            await _cluster.Client.UpdateStatusAsync(cluster);
        }
    }

    private async Task InitializedAsync(V1PostgresCluster cluster, InstanceReport[] reports)
    {
        if (reports.FirstOrDefault(report => report.Name == cluster.Status.CurrentPrimary) is { Role: InstanceRole.Primary, SystemIdentifier: { } identifier, Timeline: { } timeline })
        {
            (cluster.Status.SystemIdentifier, cluster.Status.Timeline) = (identifier, timeline);
            await _cluster.Client.UpdateStatusAsync(cluster);
        }
    }

    private static async Task<InstanceReport?> AskAsync(TestInstance instance)
    {
        try
        {
            return await instance.ReportAsync().WaitAsync(AnswerWithin);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
