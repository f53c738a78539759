using System.Net.Sockets;
using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>Runs a query on the local server and tells the two ways apart in which it can fail.</summary>
public static class Probe
{
    /// <param name="server">Where.</param>
    /// <param name="read">Runs statements on an open connection.</param>
    /// <param name="time">Bounds the whole by <see cref="LocalServer.Timeout"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<ProbeResult<T>> RunAsync<T>(
        LocalServer server, Func<NpgsqlConnection, CancellationToken, Task<T>> read, TimeProvider time, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(read);
        using var timeout = new CancellationTokenSource(server.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var (result, pooled) = await TryAsync(server, read, both.Token, cancellationToken).ConfigureAwait(false);
        if (!pooled)
        {
            return result;
        }

        // A pooled connection may be a dead server's: what a new one says counts.
        server.Clear();
        return (await TryAsync(server, read, both.Token, cancellationToken).ConfigureAwait(false)).Result;
    }

    private static async Task<(ProbeResult<T> Result, bool ConnectionBroke)> TryAsync<T>(
        LocalServer server, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken both, CancellationToken callers)
        where T : class
    {
        NpgsqlConnection connection;
        try
        {
            connection = await server.OpenAsync(both).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsExpected(exception, callers))
        {
            return (Failed<T>(ProbeFailure.CannotConnect, exception), false);
        }

        await using (connection.ConfigureAwait(false))
        {
            try
            {
                return (new ProbeResult<T>(await read(connection, both).ConfigureAwait(false), ProbeFailure.None), false);
            }
            catch (Exception exception) when (IsExpected(exception, callers))
            {
                return (Failed<T>(ProbeFailure.QueryFailed, exception), ConnectionBroke(exception));
            }
        }
    }

    private static bool ConnectionBroke(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || (exception is NpgsqlException and not PostgresException && exception.InnerException is IOException or SocketException);

    private static bool IsExpected(Exception exception, CancellationToken callers) =>
        exception is NpgsqlException or TimeoutException or SocketException or IOException or InvalidCastException or FormatException
        || (exception is OperationCanceledException && !callers.IsCancellationRequested);

    private static ProbeResult<T> Failed<T>(ProbeFailure failure, Exception exception)
        where T : class =>
        exception is OperationCanceledException
            ? new ProbeResult<T>(null, failure, "timed out")
            : new ProbeResult<T>(null, failure, exception.Message, (exception as PostgresException)?.SqlState);
}
