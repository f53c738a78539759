using System.Net;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Http;
using Howdah.Kubernetes.Testing.Apply;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Testing.Handlers;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Howdah.Kubernetes.Testing;

/// <summary>
/// An API server in this process: versions, pages, watches, server-side apply with field ownership, finalizers, garbage collection,
/// discovery, and faults on demand. The conformance suite holds it to what a real one does.
/// </summary>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly FakeApiServerOptions _options;
    private readonly KindRegistry _kinds = new();
    private readonly ObjectStore _store;
    private readonly Mutator _mutator;
    private readonly WatchRegistry _watches = new();
    private readonly Dispatcher _dispatcher;
    private readonly TestAuthority _authority = new();
    private WebApplication? _app;
    private int _port;

    private FakeApiServer(FakeApiServerOptions options)
    {
        _options = options;
        _store = new ObjectStore(options.RevisionsKept);
        _mutator = new Mutator(_store, _kinds, options.TimeProvider, options.AutoCreateNamespaces);
        _ = new GarbageCollector(_store, _kinds, _mutator);
        Faults = new FaultInjector(_watches, options.TimeProvider);
        _dispatcher = new Dispatcher(
            new RequestParser(_kinds),
            new ReadHandler(_store),
            new WriteHandler(_store, _mutator),
            new WatchHandler(_store, _watches, options),
            new DiscoveryHandler(_kinds, options.Version),
            Faults,
            options.TimeProvider);
        foreach (var name in (string[])["default", "kube-system"])
        {
            _mutator.CreateNamespace(name);
        }
    }

    public FaultInjector Faults { get; }

    public Uri Url => new($"{(_options.Tls ? "https" : "http")}://127.0.0.1:{_port}");

    /// <summary>What has been asked so far, in order of arrival.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _dispatcher.Log];

    /// <summary>Requests without this bearer token are answered 401; null lets everybody in.</summary>
    public string? RequiredToken
    {
        get => _dispatcher.RequiredToken;
        set => _dispatcher.RequiredToken = value;
    }

    public static async Task<FakeApiServer> StartAsync(FakeApiServerOptions? options = null)
    {
        var server = new FakeApiServer(options ?? new FakeApiServerOptions());
        await server.ListenAsync();
        return server;
    }

    /// <summary>How to reach the server.</summary>
    public ClusterConfig ClusterConfig(string? token = null) => new()
    {
        Server = Url,
        Trust = _options.Tls ? ClusterTrust.FromPem(_authority.Pem) : null,
        Credentials = new StaticCredentials(new Credential(token, null)),
    };

    public KubernetesClient CreateClient(KubernetesClientOptions? options = null) => new(ClusterConfig(RequiredToken), options);

    /// <summary>Serves one more kind; lists in it merge by well-known field names. Creating a CRD serves its kinds too, by their schema.</summary>
    public void Register(ResourceKind kind, bool hasStatus = true) =>
        _kinds.Serve(new ServedKind(kind, hasStatus, HasGeneration: true, HeuristicTopology.Instance));

    /// <summary>Stops serving a kind, as a server of another version would not.</summary>
    public void Withdraw(ResourceKind kind) => _kinds.Withdraw(kind);

    /// <summary>Stores objects without going through HTTP; they must have a name.</summary>
    public void Seed(ResourceKind kind, IEnumerable<JsonObject> entities)
    {
        var served = _kinds.Find(kind.Group, kind.Version, kind.Plural) ?? throw new ArgumentException($"{kind.Plural} is not registered.", nameof(kind));
        lock (_store.Gate)
        {
            foreach (var entity in entities.Select(FakeJson.Clone))
            {
                var metadata = entity.Map("metadata");
                metadata["uid"] ??= Guid.NewGuid().ToString();
                metadata["creationTimestamp"] ??= _mutator.Now;
                metadata["generation"] ??= 1L;
                entity["apiVersion"] = kind.ApiVersion;
                entity["kind"] = kind.Kind;
                _mutator.Commit(served, new NamespacedName(metadata.Text("namespace") ?? "", metadata.Text("name")!), entity);
            }
        }
    }

    /// <summary>The object as it is stored now, or null.</summary>
    public JsonObject? Find(ResourceKind kind, string? ns, string name)
    {
        lock (_store.Gate)
        {
            return _store.Of(kind).Find(new NamespacedName(ns ?? "", name)) is { } version ? FakeJson.Clone(version.Object) : null;
        }
    }

    /// <summary>All objects of a kind as they are stored now, in the order of their keys.</summary>
    public IReadOnlyList<JsonObject> List(ResourceKind kind)
    {
        lock (_store.Gate)
        {
            return [.. _store.Of(kind).At(long.MaxValue).Select(version => FakeJson.Clone(version.Object))];
        }
    }

    public void ClearRequests() => _dispatcher.Log.Clear();

    /// <summary>Forgets all versions but the present ones: older watches and continue tokens are answered 410.</summary>
    public void Compact()
    {
        lock (_store.Gate)
        {
            // One revision more than any client can have seen, so that all of them are too old.
            _store.Commit(_store.Of(new ResourceKind("", "v1", "Compaction", "compactions")), new NamespacedName("", "c"), []);
            _store.Compact(_store.Revision);
        }
    }

    /// <summary>Sends a bookmark on every open watch.</summary>
    public void SendBookmarks()
    {
        foreach (var watch in _watches.Open)
        {
            watch.RequestBookmark();
        }
    }

    /// <summary>How many watches are open on a kind.</summary>
    public int OpenWatches(string plural) => _watches.Open.Count(watch => watch.Plural == plural);

    /// <summary>Refuses connections and breaks the present ones; what is stored stays.</summary>
    public async Task StopListeningAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            Faults.CutWatches();
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    /// <summary>Listens again, on the port it had.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (_options.Tls)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
            kestrel.Listen(IPAddress.Loopback, _port, Listen);
        });
        _app = builder.Build();
        _app.Run(_dispatcher.HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync();
        _authority.Dispose();
    }

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = _options.Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (_options.Tls)
        {
            listen.UseHttps(_authority.IssueServer("127.0.0.1", "localhost"));
        }
    }
}
