using System.Collections.Concurrent;
using System.Net.Security;
using Howdah.Operator.PostgresClusters.Certificates;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>
/// Connections to the databases of queues. Queues that share a server share a small pool, so that a hundred queues do not hold a hundred connections.
/// </summary>
internal sealed class DataSources(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Seconds until a server that does not answer is given up.</summary>
    public const int ConnectWithin = 5;

    /// <summary>Seconds that one statement may take.</summary>
    public const int AnswerWithin = 15;

    private const int PoolSize = 3;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<QueueTarget, Entry> _sources = new();

    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate of the target is malformed.</exception>
    public NpgsqlDataSource Of(QueueTarget target)
    {
        Evict();
        var entry = _sources.GetOrAdd(target, static wanted => new Entry(new Lazy<NpgsqlDataSource>(() => Build(wanted, pooled: true, null))));
        entry.UsedAt = time.GetTimestamp();
        return entry.Source.Value;
    }

    /// <summary>A connection at a time, not pooled, each of them acting as <paramref name="role"/>.</summary>
    public static NpgsqlDataSource ActingAs(QueueTarget target, string role) => Build(target, pooled: false, role);

    /// <summary>Opens one connection with a name and a password, outside all pools, to see whether they are right.</summary>
    public static async Task TryLoginAsync(QueueTarget target, string userName, string password, CancellationToken cancellationToken)
    {
        await using var source = Build(target with { UserName = userName, Password = password, Certificate = null, Key = null }, pooled: false, null);
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _sources.Keys)
        {
            if (_sources.TryRemove(target, out var entry) && entry.Source.IsValueCreated)
            {
                await entry.Source.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private void Evict()
    {
        foreach (var (target, entry) in _sources)
        {
            if (entry.UsedAt is { } used && time.GetElapsedTime(used) > Idle && _sources.TryRemove(new KeyValuePair<QueueTarget, Entry>(target, entry)))
            {
                // Connections that are open stay usable until they are closed.
                entry.Source.Value.Dispose();
            }
        }
    }

    private static NpgsqlDataSource Build(QueueTarget target, bool pooled, string? role)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = target.Host,
            Port = target.Port,
            Database = target.Database,
            Username = target.UserName,
            Password = target.Password,
            SslMode = Mode(target.SslMode),
            ApplicationName = "howdah-operator",
            SearchPath = "pg_catalog, pg_temp",
            Timeout = ConnectWithin,
            CommandTimeout = AnswerWithin,
            CancellationTimeout = 2000,
            Pooling = pooled,
            MaxPoolSize = PoolSize,
            ConnectionIdleLifetime = 60,
            ConnectionLifetime = 600,
            TcpKeepAlive = true,
            Multiplexing = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
            IncludeErrorDetail = false,
        }.ConnectionString);
        if (target.Authorities is { } authorities)
        {
            builder.UseRootCertificates(CertificateReader.Bundle(authorities));
        }

        if (target is { Certificate: { } certificate, Key: { } key })
        {
            var chain = SslStreamCertificateContext.Create(new KeyPair(certificate, key).Open(), null, offline: true);
            builder.UseSslClientAuthenticationOptionsCallback(options => options.ClientCertificateContext = chain);
        }

        if (role is not null)
        {
            var statement = $"set role {Postgres.Identifiers.Quote(role)}";
            builder.UsePhysicalConnectionInitializer(
                connection => throw new NotSupportedException(),
                async connection => await connection.ExecuteAsync(statement, CancellationToken.None).ConfigureAwait(false));
        }

        return builder.Build();
    }

    private static SslMode Mode(string mode) => mode switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => SslMode.Prefer,
    };

    private sealed class Entry(Lazy<NpgsqlDataSource> source)
    {
        public Lazy<NpgsqlDataSource> Source { get; } = source;

        public long? UsedAt { get; set; }
    }
}
