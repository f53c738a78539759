using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Certificates;
using Howdah.Operator.PostgresClusters.Observation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Howdah.Operator.Tests.Observation;

/// <summary>Over real TLS: whatever an agent answers, the operator gets a report or a reason.</summary>
public sealed class AgentClientTests : IAsyncLifetime
{
    private const string ServerName = "db-rw.shop.svc";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static int _addresses;

    private readonly KeyPair _authority = CertificateFactory.Authority("db", "shop", Now);

    /// <summary>The agents' port is fixed, so every test has an address of its own.</summary>
    private readonly string _address = string.Create(
        CultureInfo.InvariantCulture, $"127.{100 + (Environment.ProcessId >> 8 & 63)}.{Environment.ProcessId & 255}.{Interlocked.Increment(ref _addresses)}");

    private readonly AgentClient _client = new(TimeProvider.System);
    private WebApplication? _agent;
    private string? _seenClient;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_agent is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await _agent.StopAsync(now.Token);
            await _agent.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_report_is_read_and_the_agent_sees_the_operators_certificate()
    {
        await ServeAsync(Report("db-1"));

        var answer = await AskAsync();

        Assert.Null(answer.Error);
        Assert.Equal("db-1", answer.Report!.Name);
        Assert.Equal("CN=howdah-operator", _seenClient);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_named()
    {
        await ServeAsync(Report("db-1"), Leaf(CertificateFactory.Authority("db", "shop", Now)));

        AssertUnreachable(await AskAsync(), "RemoteCertificateChainErrors|PartialChain|UntrustedRoot|errors in the certificate chain");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_named()
    {
        await ServeAsync(Report("db-1"), Leaf(_authority, "other-rw.shop.svc"));

        AssertUnreachable(await AskAsync(), "RemoteCertificateNameMismatch");
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_named()
    {
        var past = Now.AddDays(-30);
        var authority = CertificateFactory.Authority("db", "shop", past);
        await ServeAsync(Report("db-1"), CertificateFactory.Leaf(Wanted(ServerName), authority, TimeSpan.FromDays(1), past));

        AssertUnreachable(await AskAsync(authority), "NotTimeValid");
    }

    [Fact]
    public async Task An_agent_that_says_nothing_is_given_up_in_time()
    {
        await ServeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        Assert.Equal("The agent did not answer within 0.5 s", (await AskAsync(timeout: TimeSpan.FromSeconds(0.5))).Error);
    }

    [Fact]
    public async Task An_agent_that_trickles_is_given_up_in_time()
    {
        await ServeAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        Assert.Equal("The agent did not answer within 0.5 s", (await AskAsync(timeout: TimeSpan.FromSeconds(0.5))).Error);
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"name\":7}")]
    [InlineData("{\"name\":\"db-1\",\"role\":\"Emperor\"}")]
    [InlineData("{\"name\":\"db-1\",\"flushedLsn\":\"x/y\"}")]
    [InlineData("{\"name\":\"db-1\",\"timeline\":99999999999999}")]
    public async Task What_is_no_report_is_no_report(string body)
    {
        await ServeAsync(Text(body));

        Assert.Equal((null, "The agent's answer is not a report"), ((await AskAsync()).Report, (await AskAsync()).Error));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await ServeAsync(async context =>
        {
            var block = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

        AssertUnreachable(await AskAsync(), "buffer");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_refusal_comes_with_its_code(int code)
    {
        await ServeAsync(context =>
        {
            context.Response.StatusCode = code;
            context.Response.Headers.Location = "https://elsewhere/";
            return Task.CompletedTask;
        });

        Assert.Equal($"The agent answered {code}", (await AskAsync()).Error);
    }

    [Fact]
    public async Task Another_instances_agent_at_the_address_is_told_apart()
    {
        await ServeAsync(Report("db-2"));
        Assert.Equal($"The agent at {_address} is not db-1's", (await AskAsync()).Error);
    }

    [Fact]
    public async Task Another_pods_agent_at_the_address_is_told_apart()
    {
        await ServeAsync(Report("db-1", "an-earlier-pod"));
        Assert.Equal($"The agent at {_address} belongs to another pod of db-1", (await AskAsync()).Error);
    }

    [Fact]
    public async Task Nobody_there_is_told() => AssertUnreachable(await AskAsync(), "refused");

    [Fact]
    public async Task Certificates_of_the_operator_that_cannot_be_read_are_told()
    {
        var endpoint = Endpoint(_authority) with { Trust = new AgentTrust("nonsense", "nonsense", "nonsense") };

        AssertUnreachable(await _client.AskAsync(endpoint, Patience, default), "certificate");
    }

    [Fact]
    public async Task Renewed_certificates_are_used_at_once()
    {
        await ServeAsync(Report("db-1"));
        Assert.Null((await AskAsync()).Error);

        Assert.NotNull((await AskAsync(CertificateFactory.Authority("db", "shop", Now))).Error);
        Assert.Null((await AskAsync()).Error);
    }

    private static CertificateRequestSpec Wanted(string name) => new(CertificateKind.Server, "", "server", [name]);

    private static KeyPair Leaf(KeyPair authority, string name = ServerName) => CertificateFactory.Leaf(Wanted(name), authority, TimeSpan.FromDays(1), Now);

    private static RequestDelegate Report(string instance, string podUid = "pod-uid") =>
        Text(JsonSerializer.Serialize(new InstanceReport { Name = instance, PodUid = podUid }, ReportJsonContext.Default.InstanceReport));

    private static RequestDelegate Text(string body) => context => context.Response.WriteAsync(body, context.RequestAborted);

    private static void AssertUnreachable(AgentAnswer answer, string pattern)
    {
        Assert.Null(answer.Report);
        Assert.Matches($"(?i)^The agent cannot be reached: .*({pattern})", answer.Error);
    }

    private Task<AgentAnswer> AskAsync(KeyPair? authority = null, TimeSpan? timeout = null) => _client.AskAsync(Endpoint(authority ?? _authority), timeout ?? Patience, default);

    private AgentEndpoint Endpoint(KeyPair authority)
    {
        var own = CertificateFactory.Leaf(new CertificateRequestSpec(CertificateKind.Operator, "", PodLayout.OperatorCommonName, []), authority, TimeSpan.FromDays(1), Now);
        return new AgentEndpoint("cluster-uid", "db-1", "pod-uid", _address, ServerName, new AgentTrust(authority.CertificatePem, own.CertificatePem, own.KeyPem));
    }

    private async Task ServeAsync(RequestDelegate serve, KeyPair? leaf = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        using var opened = (leaf ?? Leaf(_authority)).Open();
        var certificate = X509CertificateLoader.LoadPkcs12(opened.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(_address), PodLayout.StatusPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, client, _, _) =>
                    {
                        _seenClient = client?.Subject;
                        return client is not null;
                    },
                }),
            });
        }));
        _agent = builder.Build();
        _agent.Run(serve);
        await _agent.StartAsync();
    }
}
