using Npgsql;

namespace Howdah.Queueing.Schema;

/// <summary>What a database role may do with a queue.</summary>
public enum QueueRole
{
    /// <summary>Creates items.</summary>
    Producer,

    /// <summary>Takes, completes, fails, releases and renews.</summary>
    Worker,

    /// <summary>Looks, changes nothing.</summary>
    Observer,
}

/// <summary>Gives database roles the least they need: the use of the schema and the execution of some of its functions, never a table.</summary>
public sealed class QueueRoles(NpgsqlDataSource dataSource, QueueName queue)
{
    /// <summary>Creates the role without a login if it does not exist, and grants it what <paramref name="access"/> needs.</summary>
    public async Task GrantAsync(string role, QueueRole access, CancellationToken cancellationToken = default)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await CreateAsync(connection, role, cancellationToken).ConfigureAwait(false);
        var command = new NpgsqlCommand($"select {queue.Quoted}.grant_access($1, $2)", connection);
        await using var __ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = role });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = access.ToString().ToLowerInvariant() });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"create role {QueueName.Quote(role)} nologin", connection);
        await using var _ = command.ConfigureAwait(false);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else has created it, perhaps at the same time: roles are common to all databases, which no advisory lock spans.
        }
    }
}
