using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.WorkQueues.Search;

/// <summary>Deletes the index of a queue with all its items.</summary>
internal sealed class IndexRemoval(SearchTargetResolver resolver, SearchSources sources, QueueNarrator narrator, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Null when it is gone; else why not.</summary>
    public async Task<Trouble?> RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        SearchTarget target;
        try
        {
            target = await resolver.ResolveAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (TroubleException exception)
        {
            return exception.Trouble;
        }

        using var deadline = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await sources.Of(target).DeleteAsync(either.Token).ConfigureAwait(false))
            {
                narrator.Tell(context, "IndexDeleted", $"Index {target.Display} was deleted with all items");
            }

            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SearchTrouble.Of(exception, target) is { } trouble)
        {
            return trouble;
        }
    }
}
