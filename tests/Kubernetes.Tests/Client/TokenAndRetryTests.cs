using System.Net;
using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Client;

public sealed class TokenAndRetryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("howdah-token-");
    private readonly FakeTimeProvider _time = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    private string TokenFile => Path.Combine(_directory.FullName, "token");

    public async Task InitializeAsync()
    {
        File.WriteAllText(TokenFile, "first\n");
        _server = await FakeApiServer.StartAsync();
        _server.RequiredToken = "first";
        var credentials = new TokenFileCredentials(TokenFile, null, _time, NullLogger.Instance);
        _client = new KubernetesClient(_server.ClusterConfig() with { Credentials = credentials }, new KubernetesClientOptions { TimeProvider = _time, MaxRetries = 3 });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_token_that_was_rotated_is_read_after_a_401_within_the_same_request()
    {
        await ReadAsync();
        Rotate("second");

        await ReadAsync();
    }

    [Fact]
    public async Task The_file_is_read_again_every_minute()
    {
        await ReadAsync();
        File.WriteAllText(TokenFile, "second");
        await ReadAsync();
        _server.RequiredToken = "second";
        _time.Advance(TimeSpan.FromSeconds(61));
        _server.ClearRequests();

        await ReadAsync();

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_old_token_stays_in_use_while_the_file_is_missing_or_empty()
    {
        await ReadAsync();
        File.WriteAllText(TokenFile, "");
        _time.Advance(TimeSpan.FromSeconds(61));
        await ReadAsync();
        File.Delete(TokenFile);
        _time.Advance(TimeSpan.FromSeconds(61));
        await ReadAsync();
    }

    [Fact]
    public async Task A_401_that_stays_is_thrown_and_not_repeated_for_ever()
    {
        _server.RequiredToken = "another";

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(ReadAsync);

        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
        Assert.InRange(_server.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task A_read_waits_as_long_as_the_server_asks_and_succeeds()
    {
        _server.Faults.Next(2, _ => true, Fault.TooManyRequests(TimeSpan.FromSeconds(7)));

        var started = _time.GetTimestamp();
        await CompletesWhileAdvancing(ReadAsync());

        Assert.InRange(_time.GetElapsedTime(started), TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(60));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task After_so_many_tries_the_refusal_is_thrown()
    {
        using var always = _server.Faults.While(_ => true, Fault.TooManyRequests(TimeSpan.FromSeconds(1)));

        var reading = ReadAsync();
        await CompletesWhileAdvancing(reading);

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => reading);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refusal.StatusCode, refusal.RetryAfter));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Longer_than_the_bound_is_not_waited_for()
    {
        _server.Faults.Next(1, _ => true, Fault.TooManyRequests(TimeSpan.FromHours(1)));

        Assert.Equal(TimeSpan.FromHours(1), (await Assert.ThrowsAsync<KubernetesApiException>(ReadAsync)).RetryAfter);
    }

    [Fact]
    public async Task A_creation_is_never_sent_twice()
    {
        _server.Faults.Next(1, request => request.Verb == "create", Fault.TooManyRequests(TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<KubernetesApiException>(() => _client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "c", Namespace = "default" } }));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_takes_the_request_and_says_nothing_is_given_up_after_the_timeout()
    {
        _server.Faults.Next(1, _ => true, Fault.Stall());

        var reading = ReadAsync();
        await Eventually.True(() => _server.Requests.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Contains("no answer within 30 s", (await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30)))).Message, StringComparison.Ordinal);
    }

    private Task ReadAsync() => _client.GetAsync<V1ConfigMap>("nobody", "default");

    private async Task CompletesWhileAdvancing(Task task)
    {
        var bound = Task.Delay(TimeSpan.FromSeconds(30));
        while (!task.IsCompleted && !bound.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(0.2));
            await Task.WhenAny(task, Task.Delay(1));
        }

        Assert.True(task.IsCompleted, "The request did not end.");
    }

    private void Rotate(string token)
    {
        File.WriteAllText(TokenFile, token);
        _server.RequiredToken = token;
    }
}
