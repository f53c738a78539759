using Npgsql;

namespace Howdah.Queueing.Schema;

/// <summary>Brings the schema of a queue to the version this library knows. Any number of callers may do so at once: one of them does the work.</summary>
public sealed class QueueSchema(NpgsqlDataSource dataSource, QueueName queue)
{
    /// <summary>The version that <see cref="MigrateAsync"/> leads to.</summary>
    public static int LatestVersion => Migration.All[^1].Version;

    /// <summary>Creates or upgrades the schema in one transaction, under an advisory lock. Returns how many steps it has run.</summary>
    /// <exception cref="QueueSchemaException">The schema is newer than this library, or one of its steps is not the one this library knows.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken = default)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, PrepareSql(queue), cancellationToken).ConfigureAwait(false);
        var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        Check(applied);
        var missing = Migration.All.Where(migration => !applied.ContainsKey(migration.Version)).ToList();
        foreach (var migration in missing)
        {
            await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
        }

        if (missing.Count > 0)
        {
            await ExecuteAsync(connection, $"revoke all on all functions in schema {queue.Quoted} from public", cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return missing.Count;
    }

    /// <summary>The version of the schema in the database; 0 when there is none.</summary>
    public async Task<int> ReadVersionAsync(CancellationToken cancellationToken = default)
    {
        var command = dataSource.CreateCommand($"select coalesce(max(version), 0) from {queue.Quoted}.migration");
        await using var _ = command.ConfigureAwait(false);
        try
        {
            return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return 0;
        }
    }

    private static string PrepareSql(QueueName queue) => $"""
        create schema if not exists {queue.Quoted};
        set local search_path = {queue.Quoted}, pg_temp;
        set local check_function_bodies = on;
        create table if not exists migration (version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default clock_timestamp());
        """;

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, string>();
        var command = new NpgsqlCommand("select version, checksum from migration", connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, migration.Sql, cancellationToken).ConfigureAwait(false);
        var command = new NpgsqlCommand("insert into migration (version, name, checksum) values ($1, $2, $3)", connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Version });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Checksum });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection) { CommandTimeout = 0 };
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "howdah queue " + queue.Value });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Check(Dictionary<int, string> applied)
    {
        var newest = applied.Keys.DefaultIfEmpty(0).Max();
        if (newest > LatestVersion)
        {
            throw new QueueSchemaException($"The schema of queue '{queue}' has version {newest}; this library knows versions up to {LatestVersion}.");
        }

        var changed = Migration.All.FirstOrDefault(migration => applied.TryGetValue(migration.Version, out var checksum) && checksum != migration.Checksum);
        if (changed is not null)
        {
            throw new QueueSchemaException($"Step {changed.Version} ({changed.Name}) of the schema of queue '{queue}' is not the one this library knows.");
        }
    }
}
