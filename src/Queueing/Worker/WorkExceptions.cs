namespace Howdah.Queueing.Worker;

/// <summary>Thrown by a handler: the item can never be done. It is dead at once, with this message as reason.</summary>
public sealed class PoisonItemException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Thrown by a handler: try again, but not before <paramref name="after"/> is over.</summary>
public sealed class RetryLaterException(TimeSpan after, string message, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan After => after;
}
