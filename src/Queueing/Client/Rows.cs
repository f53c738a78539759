using Npgsql;

namespace Howdah.Queueing.Client;

/// <summary>Reads the rows of the SQL functions.</summary>
internal static class Rows
{
    public static LeasedItem ReadLease(NpgsqlDataReader reader, long sent, TimeProvider time, string? key)
    {
        var milliseconds = reader.GetInt64(8);
        return new LeasedItem
        {
            Id = reader.GetInt64(0),
            Token = reader.GetInt64(1),
            Key = key ?? reader.GetString(2),
            Payload = reader.IsDBNull(3) ? null : reader.GetString(3),
            Priority = reader.GetInt16(4),
            Attempt = reader.GetInt32(5),
            Exponent = reader.GetInt16(6),
            LeaseUntil = reader.GetFieldValue<DateTimeOffset>(7),
            LeaseLength = TimeSpan.FromMilliseconds(milliseconds),
            Deadline = After(sent, milliseconds, time),
        };
    }

    public static ItemState ReadState(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt16(2), ReadText(reader, 3), reader.IsDBNull(4) ? null : reader.GetInt32(4),
        reader.IsDBNull(5) ? null : reader.GetInt16(5), ReadText(reader, 6), ReadInstant(reader, 7), ReadInstant(reader, 8), ReadInstant(reader, 9),
        ReadText(reader, 10), reader.IsDBNull(11) ? null : reader.GetFieldValue<string[]>(11));

    public static DateTimeOffset? ReadInstant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    public static long After(long timestamp, long milliseconds, TimeProvider time) =>
        timestamp + (long)(milliseconds / 1000d * time.TimestampFrequency);

    public static AcquireItemStatus ReadStatus(string status) => status switch
    {
        "acquired" => AcquireItemStatus.Acquired,
        "held_elsewhere" => AcquireItemStatus.HeldElsewhere,
        "already_completed" => AcquireItemStatus.AlreadyCompleted,
        "dead" => AcquireItemStatus.Dead,
        "paused" => AcquireItemStatus.Paused,
        "created" => AcquireItemStatus.Created,
        "exists" => AcquireItemStatus.Exists,
        _ => throw new WorkQueueException(WorkQueueError.UnknownQueue, $"The queue answers with a status this client does not know: {status}."),
    };

    public static WorkQueueError ReadError(string status) => status switch
    {
        "stale_token" => WorkQueueError.StaleToken,
        "not_owner" => WorkQueueError.NotOwner,
        "already_completed" or "already" => WorkQueueError.AlreadyCompleted,
        "unknown_item" => WorkQueueError.UnknownItem,
        "dead" => WorkQueueError.Dead,
        _ => throw new WorkQueueException(WorkQueueError.UnknownQueue, $"The queue answers with a status this client does not know: {status}."),
    };

    private static string? ReadText(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
