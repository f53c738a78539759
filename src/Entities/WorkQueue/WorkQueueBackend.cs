namespace Howdah.Entities.WorkQueue;

/// <summary>Values of spec.backend.</summary>
public static class WorkQueueBackend
{
    public const string Postgres = nameof(Postgres);
    public const string OpenSearch = nameof(OpenSearch);
}
