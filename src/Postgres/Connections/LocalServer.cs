using Npgsql;

namespace Howdah.Postgres.Connections;

/// <summary>
/// The server of one's own instance, over its unix socket. Every connection has its search_path pinned to pg_catalog, so that nobody's functions or operators
/// take the place of PostgreSQL's, and a statement timeout on the server's side.
/// </summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private NpgsqlDataSource? _unpooled;
    private int _unpooledSeconds;

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
        _settings = new NpgsqlConnectionStringBuilder
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
        _source = Build(_settings);
    }

    public TimeSpan Timeout { get; }

    public string Role { get; }

    /// <exception cref="NpgsqlException">The server refuses or does not answer.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection that is not taken from the pool: the postmaster has to answer for it. One caller at a time.</summary>
    /// <param name="within">How long it may take, rounded up to seconds. The driver obeys this one also while it waits for an answer, and no cancellation then.</param>
    /// <param name="cancellationToken">Heeded before anything is sent.</param>
    /// <exception cref="PostgresException">The server refuses.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public async Task<NpgsqlConnection> OpenFreshAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(within.TotalSeconds));
        if (_unpooled is null || _unpooledSeconds != seconds)
        {
            if (_unpooled is not null)
            {
                await _unpooled.DisposeAsync().ConfigureAwait(false);
            }

            _unpooled = Build(new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Pooling = false, Timeout = seconds });
            _unpooledSeconds = seconds;
        }

        return await _unpooled.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes pooled connections: after the server was restarted they are dead.</summary>
    public void Clear() => _source.Clear();

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        if (_unpooled is not null)
        {
            await _unpooled.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
}
