using NpgsqlTypes;

namespace Howdah.Queueing.Client;

/// <summary>Pages of items, for the role observer, and what only the owner of a queue may do.</summary>
public sealed partial class QueueClient
{
    /// <param name="limit">Rows of a page.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<List<ReadyItem>> ListReadyAsync(int limit = 100, ReadyItem? after = null, CancellationToken cancellationToken = default) =>
        RowsAsync("Listing", RetrySchedule.Short, null, _statements.ListReady,
            command =>
            {
                command.Int(limit).Short(after?.Priority ?? -1);
                command.Parameters.Add(new() { Value = after is null ? DateTime.MinValue : after.RunAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
                command.Long(after?.Id ?? 0);
            },
            reader => new ReadyItem(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt16(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4), reader.GetInt16(5)),
            cancellationToken);

    /// <inheritdoc cref="ListReadyAsync"/>
    public Task<List<HeldItem>> ListLeasedAsync(int limit = 100, long after = 0, CancellationToken cancellationToken = default) =>
        RowsAsync("Listing", RetrySchedule.Short, null, _statements.ListLeased, command => command.Int(limit).Long(after),
            reader => new HeldItem(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3),
                Rows.ReadInstant(reader, 4)!.Value, reader.GetInt32(5), reader.GetInt16(6)),
            cancellationToken);

    /// <inheritdoc cref="ListReadyAsync"/>
    public Task<List<DeadItem>> ListDeadAsync(int limit = 100, long after = 0, CancellationToken cancellationToken = default) =>
        RowsAsync("Listing", RetrySchedule.Short, null, _statements.ListDead, command => command.Int(limit).Long(after),
            reader => new DeadItem(
                reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6)),
            cancellationToken);

    /// <summary>Dead items back to work, the oldest first, with no attempts counted. Returns how many.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="ids">Only these; null for all.</param>
    /// <param name="reason">Only those whose reason is like this (SQL); null for all.</param>
    /// <param name="spread">Spread evenly over this time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<int> RedriveAsync(
        int limit = 1000, long[]? ids = null, string? reason = null, TimeSpan spread = default, CancellationToken cancellationToken = default) =>
        ScalarAsync<int>("Redriving", RetrySchedule.Short, null, _statements.Redrive,
            command =>
            {
                command.Int(limit);
                command.Parameters.Add(new() { Value = (object?)ids ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
                command.Text(reason).Span(spread);
            },
            cancellationToken);

    /// <summary>Nothing is handed out until <see cref="ResumeAsync"/>; what is leased can be ended.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) =>
        RowsAsync("Pausing", RetrySchedule.Short, null, _statements.Pause, _ => { }, _ => 0, cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken = default) =>
        RowsAsync("Resuming", RetrySchedule.Short, null, _statements.Resume, _ => { }, _ => 0, cancellationToken);
}
