using Npgsql;
using NpgsqlTypes;

namespace Howdah.Queueing.Client;

internal static class Parameters
{
    public static NpgsqlCommand Text(this NpgsqlCommand command, string? value) => command.Add(value, NpgsqlDbType.Text);

    public static NpgsqlCommand Json(this NpgsqlCommand command, string? value) => command.Add(value, NpgsqlDbType.Jsonb);

    public static NpgsqlCommand Texts(this NpgsqlCommand command, string[] value) => command.Add(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlCommand Jsons(this NpgsqlCommand command, string?[]? value) => command.Add(value, NpgsqlDbType.Array | NpgsqlDbType.Jsonb);

    public static NpgsqlCommand Long(this NpgsqlCommand command, long value) => command.Add(new NpgsqlParameter<long> { TypedValue = value });

    public static NpgsqlCommand Int(this NpgsqlCommand command, int value) => command.Add(new NpgsqlParameter<int> { TypedValue = value });

    public static NpgsqlCommand Longs(this NpgsqlCommand command, long[] value) => command.Add(new NpgsqlParameter<long[]> { TypedValue = value });

    public static NpgsqlCommand Short(this NpgsqlCommand command, short? value) => command.Add(value, NpgsqlDbType.Smallint);

    public static NpgsqlCommand Bool(this NpgsqlCommand command, bool value) => command.Add(new NpgsqlParameter<bool> { TypedValue = value });

    public static NpgsqlCommand Span(this NpgsqlCommand command, TimeSpan? value) => command.Add(value, NpgsqlDbType.Interval);

    public static NpgsqlCommand Instant(this NpgsqlCommand command, DateTimeOffset? value) => command.Add(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    private static NpgsqlCommand Add(this NpgsqlCommand command, object? value, NpgsqlDbType type) =>
        command.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });

    private static NpgsqlCommand Add(this NpgsqlCommand command, NpgsqlParameter parameter)
    {
        command.Parameters.Add(parameter);
        return command;
    }
}
