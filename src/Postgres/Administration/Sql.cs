using Npgsql;

namespace Howdah.Postgres.Administration;

internal static class Sql
{
    /// <summary>Returns 1, so that changes can be counted.</summary>
    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(statement, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return 1;
        }
    }

    public static async Task<bool> TrueAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken, params string[] parameters)
    {
        var command = new NpgsqlCommand(query, connection);
        await using (command.ConfigureAwait(false))
        {
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
            }

            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }
}
