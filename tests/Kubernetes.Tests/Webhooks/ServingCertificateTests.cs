using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Webhooks;

public sealed class ServingCertificateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("howdah-webhook-");
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_certificate_that_is_set_anew_is_used_by_the_next_connection()
    {
        MemoryCertificate? memory = null;
        TestAuthority? authority = null;
        await using var host = await new WebhookHost(by =>
        {
            authority = by;
            return memory = WebhookHost.Issued(by);
        }).StartedAsync();
        var first = await Serial(host);
        var (certificate, key) = WebhookHost.Pem(authority!, "localhost");
        memory!.Set(certificate, key);

        Assert.NotEqual(first, await Serial(host));
    }

    [Fact]
    public async Task Files_that_are_replaced_are_used_by_the_next_connection()
    {
        TestAuthority? authority = null;
        await using var host = await new WebhookHost(by =>
        {
            authority = by;
            Write(by);
            return Files();
        }).StartedAsync();
        var first = await Serial(host);
        Write(authority!);
        Assert.Equal(first, await Serial(host));
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.NotEqual(first, await Serial(host));
    }

    [Fact]
    public void Files_that_are_broken_leave_the_present_certificate_in_use()
    {
        using var authority = new TestAuthority();
        Write(authority);
        var files = Files();
        var first = files.Current;
        foreach (var broken in (string[])["", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"])
        {
            File.WriteAllText(Path.Combine(_directory.FullName, "tls.crt"), broken);
            _time.Advance(TimeSpan.FromSeconds(11));
            Assert.Same(first, files.Current);
        }

        File.Delete(Path.Combine(_directory.FullName, "tls.key"));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Same(first, files.Current);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        using var authority = new TestAuthority();
        var memory = WebhookHost.Issued(authority);
        var present = memory.Current;

        Assert.Throws<CryptographicException>(() => memory.Set(WebhookHost.Pem(authority, "a").Certificate, WebhookHost.Pem(authority, "b").Key));
        Assert.Same(present, memory.Current);
    }

    [Fact]
    public async Task Without_a_certificate_connections_are_refused_and_others_are_served()
    {
        var memory = new MemoryCertificate();
        TestAuthority? authority = null;
        await using var host = await new WebhookHost(by =>
        {
            authority = by;
            return memory;
        }).StartedAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => Serial(host));
        var (certificate, key) = WebhookHost.Pem(authority!, "localhost");
        memory.Set(certificate, key);
        Assert.NotEmpty(await Serial(host));
    }

    private static async Task<string> Serial(WebhookHost host)
    {
        var serial = "";
        using var client = host.CreateClient((X509Certificate2 certificate) => serial = certificate.SerialNumber);
        await client.GetAsync(new Uri(host.Secure, "/validate/widget"));
        return serial;
    }

    private CertificateFiles Files() => new(_directory.FullName, _time, NullLogger<CertificateFiles>.Instance);

    private void Write(TestAuthority authority)
    {
        var (certificate, key) = WebhookHost.Pem(authority, "localhost");
        File.WriteAllText(Path.Combine(_directory.FullName, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(_directory.FullName, "tls.key"), key);
    }
}
