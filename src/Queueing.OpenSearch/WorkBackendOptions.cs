using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Search;

namespace Howdah.Queueing.OpenSearch;

/// <summary>Where a queue is: in PostgreSQL or in OpenSearch, never in both. The kind WorkQueue has the same rule.</summary>
public sealed record WorkBackendOptions
{
    /// <summary>A queue in PostgreSQL.</summary>
    public QueueClient? Postgres { get; init; }

    /// <summary>Creates the schema in PostgreSQL; null when that is somebody else's task.</summary>
    public Func<CancellationToken, Task>? PostgresSetup { get; init; }

    /// <summary>A queue in OpenSearch; goes with <see cref="OpenSearchClient"/>.</summary>
    public OpenSearchQueueOptions? OpenSearch { get; init; }

    public SearchClient? OpenSearchClient { get; init; }

    /// <exception cref="WorkQueueException">Both backends, none, or a half one: invalid argument, with the names of the fields.</exception>
    public void Validate()
    {
        Refuse(Postgres is not null && OpenSearch is not null, "postgres and openSearch cannot both be given: they belong to different backends.");
        Refuse(Postgres is not null && OpenSearchClient is not null, "postgres and openSearchClient cannot both be given: they belong to different backends.");
        Refuse(PostgresSetup is not null && OpenSearch is not null, "postgresSetup and openSearch cannot both be given: they belong to different backends.");
        Refuse((OpenSearch is null) != (OpenSearchClient is null), "openSearch and openSearchClient go together: one of them is missing.");
        Refuse(PostgresSetup is not null && Postgres is null, "postgresSetup and postgres go together: one of them is missing.");
        Refuse(Postgres is null && OpenSearch is null, "one of postgres and openSearch must be given.");
    }

    /// <summary>A coordinator for one worker on the backend that is given.</summary>
    /// <param name="worker">A name that no other process has or will have.</param>
    /// <exception cref="WorkQueueException">As <see cref="Validate"/>.</exception>
    public IWorkCoordinator CreateCoordinator(string worker)
    {
        Validate();
        return Postgres is not null
            ? new PostgresWorkCoordinator(Postgres, worker, PostgresSetup)
            : new OpenSearchWorkCoordinator(new WorkIndex(OpenSearchClient!, OpenSearch!), worker);
    }

    private static void Refuse(bool condition, string message)
    {
        if (condition)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, message);
        }
    }
}
