namespace Howdah.Search.Documents;

/// <summary>A state of a document. Every change of it has another, also after a failover of its shard.</summary>
/// <param name="SequenceNumber">Position in the history of the document's shard.</param>
/// <param name="PrimaryTerm">Grows when another copy of the shard becomes primary.</param>
public readonly record struct DocumentVersion(long SequenceNumber, long PrimaryTerm);

/// <summary>On what a write depends.</summary>
public abstract record WriteCondition
{
    private WriteCondition()
    {
    }

    /// <summary>The document is still in this state.</summary>
    public sealed record Unchanged(DocumentVersion Version) : WriteCondition;

    /// <summary>The version given from outside is greater than the document's, or as great when <paramref name="OrEqual"/>. A deleted document's version is
    /// remembered for <c>index.gc_deletes</c>, 60 s: an older write that comes later than that brings the document back.</summary>
    public sealed record External(long Version, bool OrEqual = false) : WriteCondition;
}

/// <summary>What a write has come to.</summary>
public enum WriteResult
{
    Created,
    Updated,
    Deleted,

    /// <summary>Nothing had to be changed, or a script decided to change nothing.</summary>
    Unchanged,

    /// <summary>There was nothing to delete or update.</summary>
    Missing,

    /// <summary>The condition does not hold, the document to create exists, or another write came in between. Nothing was changed.</summary>
    Conflict,
}
