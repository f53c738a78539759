namespace Howdah.Sidecar.Logging;

/// <summary>Writes each event as a JSON line; the event's name is the name of its logging method.</summary>
internal sealed class JsonLineLogger(LineOutput output, TimeProvider time, string instance, LogLevel minimum, string? category = null) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            output.Enqueue(JsonLine.Format(
                time.GetUtcNow(), logLevel, eventId.Name ?? category ?? "Message", instance, formatter(state, exception), state as IEnumerable<KeyValuePair<string, object?>>, exception));
        }
    }
}
