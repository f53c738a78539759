using Npgsql;

namespace Howdah.Postgres.Administration;

/// <param name="Name">slot_name.</param>
/// <param name="Active">Somebody uses it.</param>
/// <param name="RestartLsn">From where WAL is kept; null when none is, or it is lost.</param>
/// <param name="WalStatus">reserved, extended, unreserved or lost.</param>
public sealed record PhysicalSlot(string Name, bool Active, Lsn? RestartLsn, string? WalStatus);

/// <summary>Physical replication slots of this server.</summary>
public static class Slots
{
    /// <summary>Physical slots whose name begins with <paramref name="prefix"/>, by name.</summary>
    public static async Task<IReadOnlyList<PhysicalSlot>> ListAsync(NpgsqlConnection connection, string prefix, CancellationToken cancellationToken)
    {
        const string query = """
            SELECT slot_name::text, active, restart_lsn::text, wal_status FROM pg_catalog.pg_replication_slots
            WHERE slot_type = 'physical' AND pg_catalog.starts_with(slot_name::text, $1) ORDER BY 1
            """;
        var command = new NpgsqlCommand(query, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = prefix } } };
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var slots = new List<PhysicalSlot>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    slots.Add(new PhysicalSlot(
                        reader.GetString(0), reader.GetBoolean(1), reader.IsDBNull(2) ? null : Lsn.Parse(reader.GetString(2)), reader.IsDBNull(3) ? null : reader.GetString(3)));
                }

                return slots;
            }
        }
    }

    /// <summary>Creates the slot and keeps WAL for it from now on, whether or not anybody ever connects. False when it was there.</summary>
    public static async Task<bool> CreateAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string statement = """
            SELECT pg_catalog.pg_create_physical_replication_slot($1, true)
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots WHERE slot_name = $1)
            """;
        try
        {
            return await ExecuteAsync(connection, statement, name, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateObject)
        {
            return false;
        }
    }

    /// <summary>Drops the slot if nobody uses it. False when it is in use or was not there.</summary>
    public static async Task<bool> DropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string statement = """
            SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots WHERE slot_name = $1 AND slot_type = 'physical' AND NOT active
            """;
        try
        {
            return await ExecuteAsync(connection, statement, name, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }

    /// <summary>
    /// Moves a standby's copy of another standby's slot forward, so that it keeps no more WAL than needed and is of use after a promotion. False when it was there already.
    /// </summary>
    public static async Task<bool> AdvanceAsync(NpgsqlConnection connection, string name, Lsn to, CancellationToken cancellationToken)
    {
        const string statement = """
            SELECT pg_catalog.pg_replication_slot_advance(slot_name, $2::pg_catalog.pg_lsn) FROM pg_catalog.pg_replication_slots
            WHERE slot_name = $1 AND slot_type = 'physical' AND NOT active AND restart_lsn < $2::pg_catalog.pg_lsn
            """;
        return await ExecuteAsync(connection, statement, name, cancellationToken, to.ToString()).ConfigureAwait(false);
    }

    private static async Task<bool> ExecuteAsync(NpgsqlConnection connection, string statement, string name, CancellationToken cancellationToken, string? second = null)
    {
        var command = new NpgsqlCommand(statement, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
        await using (command.ConfigureAwait(false))
        {
            if (second is not null)
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = second });
            }

            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
