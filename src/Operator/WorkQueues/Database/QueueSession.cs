using Howdah.Postgres;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>One visit to the database of a queue.</summary>
internal sealed class QueueSession : IAsyncDisposable
{
    private QueueSession(QueueTarget target, NpgsqlConnection connection, ServerFacts facts)
    {
        Target = target;
        Connection = connection;
        Facts = facts;
    }

    public QueueTarget Target { get; }

    public NpgsqlConnection Connection { get; }

    /// <summary>As they were when the visit began.</summary>
    public ServerFacts Facts { get; }

    /// <summary>Whose the schema is, or is going to be.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Connections of the pool that were broken by a restart or a failover are noticed only when they are used: then one more is tried.</summary>
    public static async Task<QueueSession> OpenAsync(NpgsqlDataSource source, QueueTarget target, string schema, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return new QueueSession(target, connection, await ServerFacts.ReadAsync(connection, schema, cancellationToken).ConfigureAwait(false));
            }
            catch (NpgsqlException exception) when (!again && exception.IsTransient)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                source.Clear();
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Tables and functions are touched with no more rights than their owner has.</summary>
    public Task ActAsOwnerAsync(CancellationToken cancellationToken) => Connection.ExecuteAsync($"set role {Identifiers.Quote(Owner)}", cancellationToken);

    public Task ActAsSelfAsync(CancellationToken cancellationToken) => Connection.ExecuteAsync("reset role", cancellationToken);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
