using System.Net.Sockets;
using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>
/// Whether the server still takes new connections. Probes cannot tell: theirs come from a pool, and a postmaster that is stopped or hangs leaves open connections
/// as they are.
/// </summary>
public static class ConnectionCheck
{
    /// <summary>
    /// True when the server answers a new connection, be it by a refusal: too many clients (53300, though superusers have slots of their own), still starting (57P03).
    /// </summary>
    /// <param name="server">Where.</param>
    /// <param name="within">How long it may take, rounded up to seconds.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<bool> IsAnsweredAsync(LocalServer server, TimeSpan within, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        try
        {
            var connection = await server.OpenFreshAsync(within, cancellationToken).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (PostgresException)
        {
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }
}
