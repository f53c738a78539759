using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Queueing.Worker;

/// <summary>
/// Works on one item. Returning completes it, unless the handler has ended it itself. An exception fails it: it is tried again later or is dead.
/// The token is cancelled before the lease can end, when the item is lost, and when the host has to stop.
/// </summary>
public delegate Task WorkHandler(WorkContext context, CancellationToken cancellationToken);

public static class WorkHandlers
{
    /// <summary>A handler that is given the payload. A payload that is missing or not of the type makes the item dead.</summary>
    public static WorkHandler Typed<T>(JsonTypeInfo<T> type, Func<T, WorkContext, CancellationToken, Task> handler) => (context, cancellationToken) =>
    {
        T? payload;
        try
        {
            payload = context.Item.PayloadAs(type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new PoisonItemException($"The payload is not a {typeof(T).Name}: {exception.Message}", exception);
        }

        return payload is null
            ? throw new PoisonItemException($"The payload is empty, not a {typeof(T).Name}.")
            : handler(payload, context, cancellationToken);
    };
}
