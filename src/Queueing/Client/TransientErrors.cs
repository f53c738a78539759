using Npgsql;

namespace Howdah.Queueing.Client;

/// <summary>Which failures are worth another try.</summary>
public static class TransientErrors
{
    /// <summary>Connection failures (class 08), serialization and deadlock, shutdown and start of the server, too many connections, a lock timeout,
    /// and a server that has become a standby.</summary>
    public static bool IsTransient(string sqlState) => sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState is
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.AdminShutdown
        or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>A failure of the network or a timeout counts as well; an answer of the server only by its SQLSTATE.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => IsTransient(postgres.SqlState),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };
}
