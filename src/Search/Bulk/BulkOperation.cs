using System.Text.Json.Nodes;
using Howdah.Search.Documents;

namespace Howdah.Search.Bulk;

/// <summary>One of many writes.</summary>
public abstract record BulkOperation(string Id)
{
    /// <summary>Writes the whole document.</summary>
    public sealed record Index(string Id, ReadOnlyMemory<byte> Source, WriteCondition? Condition = null) : BulkOperation(Id);

    /// <summary>Writes a new document; a conflict when it exists.</summary>
    public sealed record Create(string Id, ReadOnlyMemory<byte> Source) : BulkOperation(Id);

    public sealed record Delete(string Id, WriteCondition? Condition = null) : BulkOperation(Id);

    public sealed record Update(string Id, UpdateScript Script, int ConflictRetries = 0) : BulkOperation(Id);

    internal (string Name, ReadOnlyMemory<byte>? Body, WriteCondition? Condition) Parts => this switch
    {
        Index index => ("index", index.Source, index.Condition),
        Create create => ("create", create.Source, null),
        Delete delete => ("delete", (ReadOnlyMemory<byte>?)null, delete.Condition),
        Update update => ("update", System.Text.Encoding.UTF8.GetBytes(update.Script.ToJson().ToJsonString()), null),
        _ => throw new NotSupportedException(GetType().Name),
    };

    internal JsonObject Action(string name, WriteCondition? condition)
    {
        var meta = new JsonObject { ["_id"] = Id };
        switch (condition)
        {
            case WriteCondition.Unchanged unchanged:
                meta["if_seq_no"] = unchanged.Version.SequenceNumber;
                meta["if_primary_term"] = unchanged.Version.PrimaryTerm;
                break;
            case WriteCondition.External external:
                meta["version"] = external.Version;
                meta["version_type"] = external.OrEqual ? "external_gte" : "external";
                break;
        }

        if (this is Update { ConflictRetries: > 0 } update)
        {
            meta["retry_on_conflict"] = update.ConflictRetries;
        }

        return new JsonObject { [name] = meta };
    }
}

/// <summary>What has become of one write of a bulk.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Answer">Null when it failed.</param>
/// <param name="Status">HTTP status of this one.</param>
/// <param name="Error">Null when it did not fail; a conflict is an answer.</param>
public sealed record BulkItem(BulkOperation Operation, WriteAnswer? Answer, int Status, SearchError? Error)
{
    /// <summary>Failed in a way that may pass; the client has given up repeating it.</summary>
    public bool IsTransient => Status is 429 or 502 or 503 or 504;
}
