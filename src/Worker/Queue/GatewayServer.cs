using System.Net;
using System.Security.Cryptography.X509Certificates;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Metrics;
using Howdah.Worker.Queue.Api;
using Howdah.Worker.Queue.Auth;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;

namespace Howdah.Worker.Queue;

/// <summary>The gateway: Kestrel, the routes, and what runs behind them.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly QueueRegistry _registry;
    private readonly List<Task> _background = [];

    private GatewayServer(GatewayOptions options, TimeProvider time, Func<NpgsqlDataSource, CancellationToken, ValueTask<NpgsqlConnection>>? open)
    {
        _dataSource = NpgsqlDataSource.Create(ConnectionString(options));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true).SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton<GatewayLog>();
        builder.Services.AddRoutingCore().AddPrometheusMetrics();
        builder.Services.AddSingleton(services => new QueueRegistry(
            options, services.GetRequiredService<GatewayLog>(), time, token => open is null ? _dataSource.OpenConnectionAsync(token) : open(_dataSource, token)));
        builder.Services.AddSingleton<IHealthProbe, GatewayHealth>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        ReloadedFiles<X509Certificate2>? certificate = null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Any, options.Port, listen =>
            {
                listen.Protocols = options.CertificateFile is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (options.CertificateFile is not null)
                {
                    listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate!.Current);
                }
            });
            if (options.HealthPort != 0)
            {
                kestrel.Listen(IPAddress.Any, options.HealthPort, listen => listen.Protocols = HttpProtocols.Http1);
            }
        });

        Application = builder.Build();
        var log = Application.Services.GetRequiredService<GatewayLog>();
        Application.Services.GetRequiredService<PrometheusExposition>();
        _registry = Application.Services.GetRequiredService<QueueRegistry>();
        certificate = Certificate(options, log);
        var tokens = Tokens(options, log);
        foreach (var run in new[] { certificate?.RunAsync(options.Reload, time, _stop.Token), tokens?.RunAsync(options.Reload, time, _stop.Token) })
        {
            _background.Add(run ?? Task.CompletedTask);
        }

        Application.Lifetime.ApplicationStopping.Register(() => _background.Add(_registry.StopAsync()));
        Application.Use(next => context =>
            options.HealthPort != 0 && context.Connection.LocalPort == options.HealthPort && context.Request.Path.StartsWithSegments("/v1") ? NotFoundAsync(context) : next(context));
        Application.UseRouting();
        Application.MapHealth();
        Application.MapMetrics();
        Application.MapMethods("/openapi.json", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)OpenApi.ServeAsync);
        new QueueApi(_registry, new Authorizer(tokens is null ? null : () => tokens.Current), options, log, time).Map(Application);
    }

    public WebApplication Application { get; }

    /// <summary>Where it listens; for port 0, the port it has found.</summary>
    public Uri Address
    {
        get
        {
            var address = new Uri(Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
            return address;
        }
    }

    /// <param name="options">Settings.</param>
    /// <param name="time">Clock of waits.</param>
    /// <param name="open">Opens a connection of the data source; tests put failures here.</param>
    public static GatewayServer Build(
        GatewayOptions options, TimeProvider? time = null, Func<NpgsqlDataSource, CancellationToken, ValueTask<NpgsqlConnection>>? open = null) =>
        new(options, time ?? TimeProvider.System, open);

    public async ValueTask DisposeAsync()
    {
        await Application.StopAsync(CancellationToken.None);
        await _stop.CancelAsync();
        await Task.WhenAll(_background);
        await Application.DisposeAsync();
        await _dataSource.DisposeAsync();
        _stop.Dispose();
    }

    private static string ConnectionString(GatewayOptions options) => new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        MaxPoolSize = options.Connections,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        Timeout = 5,
        CommandTimeout = 15,
    }.ConnectionString;

    private static ReloadedFiles<X509Certificate2>? Certificate(GatewayOptions options, GatewayLog log) => options.CertificateFile is not { } file
        ? null
        : new ReloadedFiles<X509Certificate2>(
            [file, options.KeyFile!],
            () =>
            {
                var read = X509Certificate2.CreateFromPemFile(file, options.KeyFile);
                log.CertificateRead(file, read.NotAfter);
                return read;
            },
            exception => log.CertificateNotRead(exception, file));

    private static ReloadedFiles<IReadOnlyList<TokenGrant>>? Tokens(GatewayOptions options, GatewayLog log) => options.TokenFile is not { } file
        ? null
        : new ReloadedFiles<IReadOnlyList<TokenGrant>>(
            [file],
            () =>
            {
                var read = TokenFile.Parse(File.ReadAllText(file));
                log.TokensRead(read.Count, file);
                return read;
            },
            exception => log.TokensNotRead(exception, file));

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
