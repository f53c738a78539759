namespace Howdah.Sidecar.Logging;

/// <summary>For libraries that want a factory: they are heard from warnings on.</summary>
internal sealed class JsonLineLoggerProvider(LineOutput output, TimeProvider time, string instance) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new JsonLineLogger(output, time, instance, LogLevel.Warning, categoryName);

    public void Dispose()
    {
    }
}
