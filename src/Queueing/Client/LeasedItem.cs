using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Queueing.Client;

/// <summary>An item and the lease on it.</summary>
public sealed record LeasedItem
{
    public required long Id { get; init; }

    /// <summary>The fencing token: greater than every token given for this item before. Pass it on to the systems you write to.</summary>
    public required long Token { get; init; }

    public required string Key { get; init; }

    /// <summary>JSON text, or null.</summary>
    public string? Payload { get; init; }

    public short Priority { get; init; }

    /// <summary>How many leases, this one included, have been taken on the item and not been released.</summary>
    public int Attempt { get; init; }

    /// <summary>The power of two by which this lease was multiplied when leases double.</summary>
    public int Exponent { get; init; }

    /// <summary>End of the lease by the database's clock. For display: compare nothing with it.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Length of the lease when it was given.</summary>
    public TimeSpan LeaseLength { get; init; }

    /// <summary>Timestamp of the client's time provider at which the lease may be over: counted from before the request was sent.</summary>
    public long Deadline { get; init; }

    public T? PayloadAs<T>(JsonTypeInfo<T> type) => Payload is null ? default : JsonSerializer.Deserialize(Payload, type);

    /// <summary>What is left of the lease at least; negative when it may be over.</summary>
    public TimeSpan Remaining(TimeProvider time) => time.GetElapsedTime(time.GetTimestamp(), Deadline);
}
