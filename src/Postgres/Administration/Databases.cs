using Npgsql;

namespace Howdah.Postgres.Administration;

/// <summary>The application's database.</summary>
public static class Databases
{
    public static Task<bool> ExistsAsync(NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return Sql.TrueAsync(connection, "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)", cancellationToken, database);
    }

    /// <summary>
    /// Creates the database for <paramref name="owner"/> if it is not there; its locale is the cluster's. Returns whether it was created. An existing one is left as it is.
    /// </summary>
    /// <exception cref="ArgumentException">A name that PostgreSQL could not hold, or an encoding that is not one word.</exception>
    public static async Task<bool> EnsureAsync(NpgsqlConnection connection, string database, string owner, string encoding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(encoding);
        if (!encoding.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || encoding.Length == 0)
        {
            throw new ArgumentException($"'{encoding}' is not the name of an encoding.", nameof(encoding));
        }

        if (await ExistsAsync(connection, database, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await Sql.ExecuteAsync(connection,
                $"CREATE DATABASE {Identifiers.Quote(database)} OWNER {Identifiers.Quote(owner)} ENCODING {Identifiers.Literal(encoding)} TEMPLATE template0",
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            return false;
        }

        return true;
    }
}
