using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Quorum;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Keeps status.synchronous: whom commits wait for, and under which settings elections must still hold.</summary>
internal sealed class SynchronousStep : IClusterStep
{
    /// <summary>While standbys have yet to flush what was acknowledged under earlier settings.</summary>
    private static readonly TimeSpan UnconfirmedInterval = TimeSpan.FromSeconds(1);

    public string Concern => "SynchronousReplication";

    public Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var before = context.State.Synchronous;
        var step = SynchronousPolicy.Next(new SynchronousObservation
        {
            Cluster = context.State with { Members = [.. context.State.Members.Where(member => MayCount(context, member.Name))] },
            Wanted = Wanted(context),
            Reports = context.Snapshot.Reports,
            Memory = context.Memory.Synchronous,
            Now = context.Snapshot.Now,
        });
        context.Memory.Synchronous = step.Memory;
        context.Status.Synchronous = ToStatus(step.Next);
        if ((step.Next?.Number ?? 0) != (before?.Number ?? 0) || !(step.Next?.Names ?? []).SequenceEqual(before?.Names ?? [], StringComparer.Ordinal))
        {
            context.News.Add(("SynchronousStandbysChanged", step.Next is { Number: > 0 } next
                ? $"Commits wait for {next.Number} of {string.Join(", ", next.Names)}"
                : "Commits no longer wait for standbys"));
            context.LookAgainAfter(Reconciler.BusyInterval);
        }
        else if (step.Next is not null && step.Message is not null)
        {
            context.LookAgainAfter(step.Memory.Seen > 0 ? Reconciler.BusyInterval : UnconfirmedInterval);
        }

        return Task.FromResult(StepResult.Continue);
    }

    /// <summary>Who is about to leave, or to be stopped, is not counted on.</summary>
    private static bool MayCount(ClusterContext context, string name) => name != context.Leaving && !context.State.Fenced.Contains(name);

    /// <summary>A refused specification changes nothing.</summary>
    private static int? Wanted(ClusterContext context) => context.MayChange
        ? context.Cluster.Spec.Replication?.Synchronous?.Number
        : context.State.Synchronous?.Number;

    private static SynchronousStatus? ToStatus(SynchronousStandbys? record) => record is null
        ? null
        : new SynchronousStatus { Number = record.Number, Standbys = [.. record.Names], Applied = string.IsNullOrEmpty(record.Applied) ? null : record.Applied };
}
