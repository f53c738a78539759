using Howdah.Queueing;
using Howdah.Queueing.Client;
using Npgsql;
using NpgsqlTypes;

namespace Howdah.Cli.Queue.Load;

/// <summary>
/// Loads items chunk by chunk: COPY into a temporary table, then into the queue, one transaction each. A chunk that the database refuses is halved until the
/// lines at fault are alone. A chunk whose connection is lost is done again, which does no harm, since ids that are known are left as they are.
/// </summary>
internal sealed class BulkLoader(NpgsqlDataSource source, QueueName queue, LoadReport report, int chunkSize, TimeProvider time)
{
    private const string Copy = "copy howdah_load (n, key, payload, priority, run_at, exponent) from stdin (format binary)";
    private readonly string _push = $"""
        select coalesce(sum({queue.Quoted}.push_items(l.keys, l.payloads, l.priority, l.run_at, l.exponent)), 0)
        from (select array_agg(key order by n) as keys, array_agg(payload order by n) as payloads, priority, run_at, exponent
            from howdah_load group by priority, run_at, exponent) l
        """;

    public async Task RunAsync(Stream input, LineParser parser, CancellationToken cancellationToken)
    {
        var chunk = new List<LoadLine>(chunkSize);
        var number = 0L;
        await foreach (var bytes in LineReader.ReadAsync(input, cancellationToken))
        {
            number++;
            var line = parser.Parse(number, bytes);
            if (line is { Problem: not null })
            {
                await report.RefuseAsync(line, line.Problem);
            }
            else if (line is not null)
            {
                chunk.Add(line);
            }

            if (chunk.Count >= chunkSize)
            {
                await LoadAsync(chunk, cancellationToken);
                chunk.Clear();
            }
        }

        await LoadAsync(chunk, cancellationToken);
        report.End();
    }

    private async Task LoadAsync(List<LoadLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return;
        }

        try
        {
            report.Add(lines.Count, await TryLoadAsync(lines, cancellationToken));
        }
        catch (PostgresException exception) when (IsAboutData(exception))
        {
            if (lines.Count == 1)
            {
                await report.RefuseAsync(lines[0], exception.MessageText);
                return;
            }

            await LoadAsync(lines[..(lines.Count / 2)], cancellationToken);
            await LoadAsync(lines[(lines.Count / 2)..], cancellationToken);
        }
    }

    /// <summary>Class 22 is bad data; the codes of the queue for arguments; program limits, such as a text that is too long.</summary>
    private static bool IsAboutData(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState.StartsWith("54", StringComparison.Ordinal) || exception.SqlState is "WQ005" or "WQ012";

    private async Task<long> TryLoadAsync(List<LoadLine> lines, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await LoadOnceAsync(lines, cancellationToken);
            }
            catch (Exception exception) when (TransientErrors.IsTransient(exception) && retry < RetrySchedule.Completion.MaxRetries)
            {
                await Task.Delay(RetrySchedule.Completion.WaitBefore(retry), time, cancellationToken);
            }
        }
    }

    private async Task<long> LoadOnceAsync(List<LoadLine> lines, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        await using (var create = new NpgsqlCommand(
            "create temporary table howdah_load (n integer, key text, payload jsonb, priority smallint, run_at timestamptz, exponent smallint) on commit drop", connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var writer = await connection.BeginBinaryImportAsync(Copy, cancellationToken))
        {
            for (var row = 0; row < lines.Count; row++)
            {
                await WriteAsync(writer, row, lines[row].Item!, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
        }

        await using var push = new NpgsqlCommand(_push, connection);
        var created = (long)(await push.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, int row, NewItem item, CancellationToken cancellationToken)
    {
        await writer.StartRowAsync(cancellationToken);
        await writer.WriteAsync(row, NpgsqlDbType.Integer, cancellationToken);
        await writer.WriteAsync(item.Key, NpgsqlDbType.Text, cancellationToken);
        if (item.Payload is null)
        {
            await writer.WriteNullAsync(cancellationToken);
        }
        else
        {
            await writer.WriteAsync(item.Payload, NpgsqlDbType.Jsonb, cancellationToken);
        }

        await writer.WriteAsync(item.Priority, NpgsqlDbType.Smallint, cancellationToken);
        if (item.RunAt is { } due)
        {
            await writer.WriteAsync(due.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        }
        else
        {
            await writer.WriteNullAsync(cancellationToken);
        }

        await writer.WriteAsync(item.LeaseExponent, NpgsqlDbType.Smallint, cancellationToken);
    }
}
