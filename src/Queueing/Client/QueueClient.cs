using Npgsql;

namespace Howdah.Queueing.Client;

/// <summary>
/// The verbs of one queue. Safe for concurrent use. Transient failures are retried; a refusal is a <see cref="WorkQueueException"/>.
/// Give it a data source with automatic preparation (<c>Max Auto Prepare</c>), without a reset between uses (<c>No Reset On Close</c>), and with a small
/// pool: two to four connections for each core of the server are faster than hundreds.
/// </summary>
public sealed partial class QueueClient
{
    private const int ChunkSize = 5000;
    private readonly QueueExecutor _executor;
    private readonly QueueStatements _statements;

    public QueueClient(NpgsqlDataSource dataSource, QueueName queue, TimeProvider? time = null)
        : this(dataSource.OpenConnectionAsync, queue, time)
    {
    }

    internal QueueClient(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, QueueName queue, TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Queue = queue;
        _executor = new QueueExecutor(open, Time);
        _statements = new QueueStatements(queue);
    }

    public QueueName Queue { get; }

    internal TimeProvider Time { get; }

    /// <summary>False when the id is known already, in whatever state.</summary>
    public Task<bool> CreateAsync(NewItem item, string? creator = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckKey(item.Key);
        return ScalarAsync<bool>("Creating an item", RetrySchedule.Short, null, _statements.Create, command => command.Text(item.Key).Json(item.Payload)
            .Short(item.Priority).Instant(item.RunAt).Short(item.LeaseExponent).Text(creator), cancellationToken);
    }

    /// <summary>Creates what is not known yet and returns how many that were. Each chunk of 5,000 is a transaction of its own.</summary>
    public async Task<int> PushAsync(IEnumerable<NewItem> items, string? creator = null, CancellationToken cancellationToken = default)
    {
        var created = 0;
        foreach (var group in items.GroupBy(item => (item.Priority, item.RunAt, item.LeaseExponent)))
        {
            foreach (var chunk in group.Chunk(ChunkSize))
            {
                var keys = Array.ConvertAll(chunk, item => item.Key);
                Array.ForEach(keys, Arguments.CheckKey);
                var payloads = Array.Exists(chunk, item => item.Payload is not null) ? Array.ConvertAll(chunk, item => item.Payload) : null;
                created += await ScalarAsync<int>("Creating items", RetrySchedule.Short, null, _statements.Push, command => command.Texts(keys).Jsons(payloads)
                    .Short(group.Key.Priority).Instant(group.Key.RunAt).Short(group.Key.LeaseExponent).Text(creator), cancellationToken).ConfigureAwait(false);
            }
        }

        return created;
    }

    /// <summary>Takes up to <paramref name="limit"/> items; an empty list when none is to be had. Retried for at most the length of the lease.</summary>
    public Task<IReadOnlyList<LeasedItem>> AcquireAsync(string holder, TimeSpan lease, int limit = 1, CancellationToken cancellationToken = default) =>
        LeasesAsync("Acquiring", RetrySchedule.UntilDeadline, Deadline(lease), _statements.Acquire, lease,
            command => command.Text(holder).Span(lease).Int(limit), cancellationToken);

    /// <summary>Creates the item if need be and leases it. A lease of zero only creates it.</summary>
    public Task<AcquireItemAnswer> AcquireItemAsync(
        string key, string holder, TimeSpan lease, string? payload = null, short priority = 1, CancellationToken cancellationToken = default)
    {
        Arguments.CheckKey(key);
        return _executor.RunAsync("Acquiring an item", RetrySchedule.Short, null, async (connection, token) =>
        {
            var sent = Time.GetTimestamp();
            var command = new NpgsqlCommand(_statements.AcquireItem, connection).Text(key).Text(holder).Span(lease).Json(payload).Short(priority);
            await using var _ = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            var status = Rows.ReadStatus(reader.GetString(9));
            return new AcquireItemAnswer(
                status, status == AcquireItemStatus.Acquired ? Rows.ReadLease(reader, sent, Time, key) : null,
                await reader.IsDBNullAsync(7, token).ConfigureAwait(false) ? null : reader.GetFieldValue<DateTimeOffset>(7));
        }, cancellationToken);
    }

    /// <summary>Completes the items and takes up to <paramref name="limit"/> others, in one transaction. All of them, or an exception.</summary>
    public Task<IReadOnlyList<LeasedItem>> CompleteAndAcquireAsync(
        IReadOnlyCollection<LeasedItem> done, string holder, TimeSpan lease, int limit = 1, CancellationToken cancellationToken = default) =>
        LeasesAsync("Completing and acquiring", RetrySchedule.UntilDeadline, Deadline(lease), _statements.CompleteAndAcquire, lease,
            command => command.Longs(Ids(done)).Longs(Tokens(done)).Text(holder).Span(lease).Int(limit), cancellationToken);

    private static long[] Ids(IReadOnlyCollection<LeasedItem> items) => [.. items.Select(item => item.Id)];

    private static long[] Tokens(IReadOnlyCollection<LeasedItem> items) => [.. items.Select(item => item.Token)];

    private long Deadline(TimeSpan lease) => Time.GetTimestamp() + (long)(Math.Clamp(lease.TotalSeconds, 0, 1e6) * Time.TimestampFrequency);

    private Task<IReadOnlyList<LeasedItem>> LeasesAsync(
        string operation, RetrySchedule schedule, long deadline, string sql, TimeSpan lease, Action<NpgsqlCommand> fill, CancellationToken cancellationToken)
    {
        Arguments.CheckLease(lease);
        return _executor.RunAsync<IReadOnlyList<LeasedItem>>(operation, schedule, deadline, async (connection, token) =>
        {
            var sent = Time.GetTimestamp();
            var command = new NpgsqlCommand(sql, connection);
            await using var _ = command.ConfigureAwait(false);
            fill(command);
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var leases = new List<LeasedItem>();
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                leases.Add(Rows.ReadLease(reader, sent, Time, null));
            }

            return leases;
        }, cancellationToken);
    }

    private Task<T> ScalarAsync<T>(
        string operation, RetrySchedule schedule, long? deadline, string sql, Action<NpgsqlCommand> fill, CancellationToken cancellationToken) =>
        _executor.RunAsync(operation, schedule, deadline, async (connection, token) =>
        {
            var command = new NpgsqlCommand(sql, connection);
            await using var _ = command.ConfigureAwait(false);
            fill(command);
            return (T)(await command.ExecuteScalarAsync(token).ConfigureAwait(false))!;
        }, cancellationToken);

    private Task<List<T>> RowsAsync<T>(
        string operation, RetrySchedule schedule, long? deadline, string sql, Action<NpgsqlCommand> fill, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken) =>
        _executor.RunAsync(operation, schedule, deadline, async (connection, token) =>
        {
            var command = new NpgsqlCommand(sql, connection);
            await using var _ = command.ConfigureAwait(false);
            fill(command);
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }, cancellationToken);
}
