using Howdah.Operator.WorkQueues.Policies;
using Howdah.Queueing;
using Npgsql;
using NpgsqlTypes;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>The settings of a queue.</summary>
internal static class SettingsRow
{
    private static readonly string[] Columns =
        ["paused", "lease_mode", "exponent_cap", "lease_max", "run_max", "attempts_max", "backoff_base", "backoff_max", "retention", "payload_max"];

    /// <summary>Writes the row if it differs. Whether it did.</summary>
    public static async Task<bool> ReconcileAsync(NpgsqlConnection connection, QueueName queue, QueueSettings settings, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", Columns);
        var values = string.Join(", ", Enumerable.Range(1, Columns.Length).Select(number => $"${number}"));
        await using var command = new NpgsqlCommand(
            $"update {queue.Quoted}.settings set ({columns}) = ({values}) where ({columns}) is distinct from ({values})", connection);
        Add(command, NpgsqlDbType.Boolean, settings.Paused);
        Add(command, NpgsqlDbType.Text, settings.LeaseMode);
        Add(command, NpgsqlDbType.Smallint, settings.ExponentCap);
        Add(command, NpgsqlDbType.Interval, settings.LeaseMax);
        Add(command, NpgsqlDbType.Interval, settings.RunMax);
        Add(command, NpgsqlDbType.Integer, settings.AttemptsMax);
        Add(command, NpgsqlDbType.Interval, settings.BackoffBase);
        Add(command, NpgsqlDbType.Interval, settings.BackoffMax);
        Add(command, NpgsqlDbType.Interval, settings.Retention);
        Add(command, NpgsqlDbType.Integer, settings.PayloadMax);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
