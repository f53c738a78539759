using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Visits the database, for a bounded time: one that does not answer becomes a trouble, and is tried again less and less often.</summary>
internal sealed class DatabaseStep(DataSources sources, IReadOnlyList<IDatabaseWork> works, TimeProvider time) : IQueueStep
{
    /// <summary>A migration of a large queue may take a while; everything else is a matter of milliseconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public string Concern => "Database";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        if (context.Target is not { } target)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var session = await QueueSession.OpenAsync(sources.Of(target), target, context.Schema, either.Token).ConfigureAwait(false);
            foreach (var work in works)
            {
                await work.RunAsync(context, session, either.Token).ConfigureAwait(false);
            }

            context.DatabaseDone = true;
            context.Memory.Failures = 0;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && DatabaseTrouble.Of(exception, target) is { } trouble)
        {
            context.Troubles.Add(trouble);
            context.LookAgainAfter(Pause(context.Memory.Failures++));
        }
    }

    /// <param name="failures">In a row, before this one.</param>
    public static TimeSpan Pause(int failures)
    {
        var pause = QueueReconciler.Interval * Math.Pow(2, Math.Min(failures, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
