using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Faults;

namespace Howdah.Kubernetes.Tests.Client;

public sealed class HostileAnswerTests : IAsyncLifetime
{
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.CreateClient(new KubernetesClientOptions { MaxRetries = 0 });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_gateways_page_becomes_one_line_with_its_code()
    {
        var refusal = await RefusedAsync(Fault.Body("<html>\r\n<body>Bad\u0007 Gateway</body>\r\n</html>", "text/html", HttpStatusCode.BadGateway));

        Assert.Equal((HttpStatusCode.BadGateway, true), (refusal.StatusCode, refusal.IsTransient));
        Assert.Contains("<body>Bad  Gateway</body>", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"kind\":\"Status\",\"message\":\"cut of")]
    [InlineData("{\"kind\":\"Status\",\"code\":\"text\"}")]
    [InlineData("{\"kind\":\"Pod\"}")]
    [InlineData("null")]
    [InlineData("[[[[")]
    public async Task A_body_that_is_no_status_leaves_the_code(string body)
    {
        var refusal = await RefusedAsync(Fault.Body(body, code: HttpStatusCode.Forbidden));

        Assert.Equal((HttpStatusCode.Forbidden, ""), (refusal.StatusCode, refusal.Reason));
        Assert.NotEmpty(refusal.Message);
    }

    [Fact]
    public async Task Of_a_huge_body_a_little_is_kept()
    {
        var refusal = await RefusedAsync(Fault.Body(new string('x', 4 * 1024 * 1024), "text/plain", HttpStatusCode.InternalServerError));

        Assert.InRange(refusal.Message.Length, 100, 1000);
    }

    [Fact]
    public async Task A_status_with_holes_in_it_is_read_as_far_as_it_goes()
    {
        var refusal = await RefusedAsync(Fault.Body(
            """{"kind":"Status","reason":"Invalid","message":"bad","details":{"causes":[null,{"field":"spec.a","message":"m"},{"message":"n"}]}}""",
            code: HttpStatusCode.UnprocessableEntity));

        Assert.Equal("Invalid", refusal.Reason);
        Assert.Equal(["spec.a: m", "n"], refusal.Causes);
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("")]
    [InlineData("{\"metadata\":")]
    [InlineData("{\"metadata\":{\"name\":7}}")]
    [InlineData("[]")]
    public async Task Success_that_is_not_what_was_asked_for_is_an_error(string body)
    {
        _server.Faults.Next(1, _ => true, Fault.Body(body));

        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => _client.GetAsync<V1ConfigMap>("c", "default"));

        Assert.Equal("MalformedResponse", error.Reason);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_or_in_it_is_an_error_and_the_next_request_works()
    {
        await _client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "c", Namespace = "default" }, Data = new() { ["k"] = new string('v', 5000) } });
        _server.Faults.Next(1, _ => true, Fault.Reset());
        await Assert.ThrowsAnyAsync<Exception>(() => _client.GetAsync<V1ConfigMap>("c", "default"));
        _server.Faults.Next(1, _ => true, Fault.Truncate(100));
        await Assert.ThrowsAnyAsync<Exception>(() => _client.GetAsync<V1ConfigMap>("c", "default"));

        Assert.NotNull(await _client.GetAsync<V1ConfigMap>("c", "default"));
    }

    private async Task<KubernetesApiException> RefusedAsync(Fault fault)
    {
        _server.Faults.Next(1, _ => true, fault);
        return await Assert.ThrowsAsync<KubernetesApiException>(() => _client.GetAsync<V1ConfigMap>("c", "default"));
    }
}
