using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>
/// The server of one's own instance, over its unix socket. Every connection has its search_path pinned to pg_catalog, so that nobody's functions or operators
/// take the place of PostgreSQL's, and a statement timeout on the server's side.
/// </summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    /// <param name="socketDirectory">unix_socket_directories of the server.</param>
    /// <param name="port">Part of the socket's name.</param>
    /// <param name="role">Whom to connect as, by peer authentication.</param>
    /// <param name="timeout">For connecting, and for each statement.</param>
    /// <param name="database">Database to connect to.</param>
    public LocalServer(string socketDirectory, int port, string role, TimeSpan timeout, string database = "postgres")
    {
        Timeout = timeout;
        Role = role;
        var seconds = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds));
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = socketDirectory,
            Port = port,
            Username = role,
            Database = database,
            ApplicationName = "howdah",
            Options = $"-c search_path=pg_catalog -c statement_timeout={(int)timeout.TotalMilliseconds} -c idle_in_transaction_session_timeout=60000 -c synchronous_commit=local",
            Timeout = seconds,
            CommandTimeout = seconds,
            CancellationTimeout = -1,
            MaxPoolSize = 4,
            ConnectionIdleLifetime = 30,
            NoResetOnClose = false,
            SslMode = SslMode.Disable,
        };
        _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
    }

    public TimeSpan Timeout { get; }

    public string Role { get; }

    /// <exception cref="NpgsqlException">The server refuses or does not answer.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Closes pooled connections: after the server was restarted they are dead.</summary>
    public void Clear() => _source.Clear();

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
