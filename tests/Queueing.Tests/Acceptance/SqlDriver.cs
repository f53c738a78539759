using System.Collections.Concurrent;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>The SQL functions as any language would call them: text in, rows out, SQLSTATEs for refusals.</summary>
internal sealed class SqlDriver(NpgsqlDataSource source, QueueName queue) : ICaseDriver
{
    private readonly ConcurrentDictionary<(string Worker, string Id), long> _tokens = new();

    public int BackendCalls => 0;

    private string Schema => queue.Quoted;

    public async Task<Outcome> SetupAsync()
    {
        await new QueueSchema(source, queue).MigrateAsync();
        return Outcome.Ok;
    }

    public async Task<object> CreateAsync(string id, CancellationToken cancellationToken)
    {
        var (outcome, rows) = await CallAsync($"select {Schema}.create_item($1)", id);
        return outcome.IsError ? outcome : rows[0][0]!;
    }

    public async Task<Outcome> AcquireNextAsync(string worker, TimeSpan lease, TimeSpan clockOffset)
    {
        var (outcome, rows) = await CallAsync($"select key, token, exponent, lease_until from {Schema}.acquire($1, $2)", worker, lease);
        return outcome.IsError ? outcome : rows.Count == 0 ? Outcome.NoWork : Remember(worker, (string)rows[0][0]!, rows[0], 1);
    }

    public async Task<Outcome> AcquireSpecificAsync(string worker, string id, TimeSpan lease)
    {
        var (outcome, rows) = await CallAsync($"select status, token, exponent, lease_until from {Schema}.acquire_item($1, $2, $3)", id, worker, lease);
        return outcome.IsError ? outcome : rows[0][0] switch
        {
            "acquired" => Remember(worker, id, rows[0], 1),
            "held_elsewhere" => new Outcome("error:lease_held_elsewhere"),
            var status => new Outcome((string)status!),
        };
    }

    public async Task<Outcome> CompleteAsync(string worker, string id, long? token)
    {
        var (outcome, rows) = await CallAsync(
            $"select {Schema}.complete((select id from {Schema}.inspect($1)), $2, $3)", id, token ?? Token(worker, id), worker);
        return outcome.IsError ? outcome : (bool)rows[0][0]! ? Outcome.Ok : Outcome.OkAlready;
    }

    public async Task<Outcome> ReleaseAsync(string worker, string id)
    {
        var (outcome, rows) = await CallAsync(
            $"select {Schema}.release((select id from {Schema}.inspect($1)), $2, $3)", id, Token(worker, id), worker);
        return outcome.IsError ? outcome : (bool)rows[0][0]! ? Outcome.Ok : Outcome.NoOp;
    }

    public async Task<Outcome> RenewAsync(string worker, string id, long? token, TimeSpan lease) =>
        (await CallAsync($"select {Schema}.renew((select id from {Schema}.inspect($1)), $2, $3, $4)", id, token ?? Token(worker, id), lease, worker)).Outcome;

    public async Task<Outcome> SuccessorsAsync(string worker, string id, string[] successors, short exponent, TimeSpan? remaining) =>
        (await CallAsync(
            $"select {Schema}.complete_with_successors((select id from {Schema}.inspect($1)), $2, $3, $4, p_holder => $5)",
            id, Token(worker, id), successors, exponent, worker)).Outcome;

    public async Task<long> CountAsync() => (long)(await CallAsync($"select {Schema}.num_not_complete()")).Rows[0][0]!;

    public async Task<bool> PendingAsync() => (bool)(await CallAsync($"select {Schema}.has_pending()")).Rows[0][0]!;

    public void Inject(int failures) => throw new NotSupportedException("Failures are injected below the client.");

    private object Token(string worker, string id) => _tokens.TryGetValue((worker, id), out var token) ? token : DBNull.Value;

    private Outcome Remember(string worker, string id, object?[] row, int column)
    {
        _tokens[(worker, id)] = (long)row[column]!;
        var until = new DateTimeOffset((DateTime)row[column + 2]!);
        return Outcome.Acquired(id, (long)row[column]!, (short)row[column + 1]!, until);
    }

    private async Task<(Outcome Outcome, List<object?[]> Rows)> CallAsync(string sql, params object[] arguments)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument is DBNull
                ? new NpgsqlParameter { Value = argument, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }
                : new NpgsqlParameter { Value = argument });
        }

        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<object?[]>();
            while (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }

            return (Outcome.Ok, rows);
        }
        catch (PostgresException exception) when (WorkQueueException.From(exception) is { } refusal)
        {
            return (Outcome.Of(refusal.Error), []);
        }
    }
}
