namespace Howdah.Postgres.Connections;

public enum ProbeFailure
{
    None,

    /// <summary>No connection: no server, still starting, too many clients, refused.</summary>
    CannotConnect,

    /// <summary>A connection was had; the statement failed or timed out.</summary>
    QueryFailed,
}

/// <summary>What a probe found, or how it failed.</summary>
/// <param name="Value">Null when it failed.</param>
/// <param name="Failure">None when it did not.</param>
/// <param name="Error">PostgreSQL's or the driver's message.</param>
/// <param name="SqlState">PostgreSQL's error code; 57P03 while it starts.</param>
public sealed record ProbeResult<T>(T? Value, ProbeFailure Failure, string? Error = null, string? SqlState = null)
    where T : class;
