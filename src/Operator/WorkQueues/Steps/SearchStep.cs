using Howdah.Entities.WorkQueue;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Search;
using Howdah.Queueing.OpenSearch;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The index of a queue in OpenSearch: made, brought to the newest version, and looked at. A cluster that does not answer is tried again less and less often.</summary>
internal sealed class SearchStep(SearchTargetResolver resolver, SearchSources sources, TimeProvider time) : IQueueStep
{
    private const string Topic = "index";

    /// <summary>More holders than pods there can be.</summary>
    private const int MostHolders = 10_000;

    /// <summary>Somebody may have deleted it.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    public string Concern => "OpenSearch";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        if (context.Spec.Backend != WorkQueueBackend.OpenSearch || context.Problems.Count > 0)
        {
            return;
        }

        var target = await resolver.ResolveAsync(context, cancellationToken).ConfigureAwait(false);
        context.SearchTarget = target;
        using var deadline = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var index = sources.Of(target);
            await SetUpAsync(context, index, target, either.Token).ConfigureAwait(false);
            Take(context, await index.CountAsync(MostHolders, either.Token).ConfigureAwait(false));
            context.DatabaseDone = true;
            context.Memory.Failures = 0;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SearchTrouble.Of(exception, target) is { } trouble)
        {
            context.Memory.Forget(Topic);
            context.Troubles.Add(trouble);
            context.LookAgainAfter(DatabaseStep.Pause(context.Memory.Failures++));
        }
    }

    private static async Task SetUpAsync(QueueContext context, WorkIndex index, SearchTarget target, CancellationToken cancellationToken)
    {
        if (!context.Memory.IsDone(Topic, target.Fingerprint, Every))
        {
            await index.SetupAsync(cancellationToken).ConfigureAwait(false);
            context.Memory.Done(Topic, target.Fingerprint);
        }

        context.Status.Index = target.Index;
        context.Status.Database = target.Connection.ToString();
        context.Status.SchemaVersion = WorkIndex.LatestVersion;
        context.Migrated = true;
    }

    private void Take(QueueContext context, WorkIndexCounts seen)
    {
        var age = seen.OldestReadyAt is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        var counts = new QueueCounts
        {
            Ready = seen.Ready,
            Leased = seen.Leased,
            Delayed = 0,
            Dead = 0,
            Completed = seen.Completed,
            CompletedTotal = seen.Completed,
            OldestAge = age > TimeSpan.Zero ? age : TimeSpan.Zero,
        };
        (context.Counts, context.Holders) = (counts, seen.Holders);
        var status = context.Status;
        (status.Ready, status.Leased, status.Completed, status.OldestReadyAge) = (counts.Ready, counts.Leased, counts.Completed, (long)counts.OldestAge.TotalSeconds);
        status.Throughput = context.Memory.Throughput(seen.Completed, Window);
    }
}
