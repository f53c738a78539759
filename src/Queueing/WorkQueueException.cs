using System.Collections.Frozen;
using Npgsql;

namespace Howdah.Queueing;

/// <summary>A verb was refused, and has changed nothing; or, for <see cref="WorkQueueError.RetriesExceeded"/>, it is not known whether it has.</summary>
public sealed class WorkQueueException(WorkQueueError error, string message, Exception? inner = null) : Exception(message, inner)
{
    private static readonly FrozenDictionary<string, WorkQueueError> Errors = new Dictionary<string, WorkQueueError>
    {
        ["WQ001"] = WorkQueueError.StaleToken,
        ["WQ002"] = WorkQueueError.NotOwner,
        ["WQ003"] = WorkQueueError.LeaseExpired,
        ["WQ004"] = WorkQueueError.AlreadyCompleted,
        ["WQ005"] = WorkQueueError.InvalidArgument,
        ["WQ006"] = WorkQueueError.InvalidSuccessors,
        ["WQ007"] = WorkQueueError.ConflictingSuccessors,
        ["WQ008"] = WorkQueueError.UnknownItem,
        ["WQ011"] = WorkQueueError.Dead,
        ["WQ012"] = WorkQueueError.PayloadTooLarge,
        [PostgresErrorCodes.InvalidSchemaName] = WorkQueueError.UnknownQueue,
        [PostgresErrorCodes.UndefinedTable] = WorkQueueError.UnknownQueue,
        [PostgresErrorCodes.UndefinedFunction] = WorkQueueError.UnknownQueue,
        [PostgresErrorCodes.CharacterNotInRepertoire] = WorkQueueError.InvalidArgument,
        [PostgresErrorCodes.UntranslatableCharacter] = WorkQueueError.InvalidArgument,
        [PostgresErrorCodes.InvalidTextRepresentation] = WorkQueueError.InvalidArgument,
        [PostgresErrorCodes.InvalidEscapeSequence] = WorkQueueError.InvalidArgument,
        [PostgresErrorCodes.InvalidRowCountInLimitClause] = WorkQueueError.InvalidArgument,
    }.ToFrozenDictionary();

    public WorkQueueError Error => error;

    /// <summary>The error a message of the server stands for; null when it is none of the queue's.</summary>
    public static WorkQueueException? From(PostgresException exception) =>
        Errors.TryGetValue(exception.SqlState, out var error) ? new WorkQueueException(error, exception.MessageText, exception) : null;
}
