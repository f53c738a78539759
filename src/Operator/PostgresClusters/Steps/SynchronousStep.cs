using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Keeps status.synchronous: what the primary may wait for, and what it was last seen to wait for.</summary>
internal sealed class SynchronousStep(TimeProvider time) : IClusterStep
{
    public string Concern => "SynchronousReplication";

    public Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var primary = context.Snapshot.Report(context.State.CurrentPrimary);
        var running = primary is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true } ? primary.SynchronousStandbyNames ?? "" : null;
        var next = SynchronousPolicy.Next(new SynchronousObservation
        {
            Cluster = context.State,
            Wanted = Wanted(context),
            Running = running,
            RunningIsSettled = IsSettled(context, running),
            Streaming = Streaming(context, primary),
            Gone = Gone(context, primary),
            Leaving = context.Leaving,
        });
        var before = context.State.Synchronous;
        context.Status.Synchronous = next is null
            ? null
            : new SynchronousStatus { Number = next.Number, Standbys = [.. next.Names], Applied = string.IsNullOrEmpty(next.Applied) ? null : next.Applied };
        if (next?.Number != before?.Number || !(next?.Names ?? []).SequenceEqual(before?.Names ?? [], StringComparer.Ordinal))
        {
            context.News.Add(("SynchronousStandbysChanged", next is null
                ? "Commits no longer wait for standbys"
                : $"Commits wait for {next.Number} of {string.Join(", ", next.Names)}"));
            context.LookAgainAfter(Reconciler.BusyInterval);
        }
        else if (running is not null && !SynchronousPolicy.IsInForce(next, running, context.State.CurrentPrimary))
        {
            context.LookAgainAfter(Reconciler.BusyInterval);
        }

        return Task.FromResult(StepResult.Continue);
    }

    /// <summary>A refused specification changes nothing.</summary>
    private static int? Wanted(ClusterContext context) => context.MayChange
        ? context.Cluster.Spec.Replication?.Synchronous?.Number
        : context.State.Synchronous?.Number;

    private bool IsSettled(ClusterContext context, string? running)
    {
        if (running is null || context.State.CurrentPrimary is not { } primary)
        {
            context.Memory.AppliedSeen = null;
            return false;
        }

        if (context.Memory.AppliedSeen is not { } seen || seen.Instance != primary || seen.Value != running)
        {
            context.Memory.AppliedSeen = (primary, running, time.GetTimestamp());
            return false;
        }

        return time.GetElapsedTime(seen.Since) >= SynchronousPolicy.SettleTime;
    }

    private static HashSet<string> Streaming(ClusterContext context, InstanceReport? primary) =>
        (primary?.Standbys ?? []).Where(standby => standby.State == "streaming").Select(standby => standby.Name)
            .Where(name => !context.State.Fenced.Contains(name)).ToHashSet(StringComparer.Ordinal);

    private HashSet<string> Gone(ClusterContext context, InstanceReport? primary)
    {
        var since = context.Memory.NotStreamingSince;
        var away = context.Members.Where(name => name != context.State.CurrentPrimary).Except(Streaming(context, primary), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (primary is null || context.State.Failover.State != FailoverState.Stable)
        {
            // Nobody can tell, or nobody is expected to stream.
            since.Clear();
            return [];
        }

        foreach (var name in since.Keys.Where(name => !away.Contains(name)).ToList())
        {
            since.Remove(name);
        }

        foreach (var name in away)
        {
            since.TryAdd(name, time.GetTimestamp());
        }

        return [.. away.Where(name => time.GetElapsedTime(since[name]) >= SynchronousPolicy.Patience)];
    }
}
