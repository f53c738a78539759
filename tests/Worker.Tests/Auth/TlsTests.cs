using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Queueing.Tests.Server;
using Howdah.Worker.Tests.Gateway;

namespace Howdah.Worker.Tests.Auth;

[Collection(ServerCollection.Name)]
public sealed class TlsTests(ScratchServer server)
{
    [SkippableFact]
    public async Task A_certificate_is_served_and_read_anew()
    {
        var directory = Directory.CreateTempSubdirectory("howdah-tls-");
        var (certificate, key) = (Path.Combine(directory.FullName, "tls.crt"), Path.Combine(directory.FullName, "tls.key"));
        Write("first", certificate, key);
        await using var gateway = await GatewayFixture.CreateAsync(
            server, options => options with { CertificateFile = certificate, KeyFile = key, Reload = TimeSpan.FromMilliseconds(50) });
        Assert.Equal("https", gateway.Server.Address.Scheme);
        Assert.Equal("CN=first", await SubjectAsync(gateway.Server.Address));
        Write("second", certificate, key);
        await GatewayFixture.UntilAsync(async () => await SubjectAsync(gateway.Server.Address) == "CN=second", "the new certificate is served");
        await File.WriteAllTextAsync(certificate, "no certificate");
        await GatewayFixture.UntilAsync(async () => await SubjectAsync(gateway.Server.Address) == "CN=second", "the old certificate is still served");
        directory.Delete(recursive: true);
    }

    private static void Write(string name, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>By a handshake of its own each time; what it is asked with is answered, too.</summary>
    private static async Task<string> SubjectAsync(Uri address)
    {
        var subject = "";
#pragma warning disable MA0039 // The certificate is looked at, not trusted.
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                subject = certificate!.Subject;
                return true;
            },
        };
#pragma warning restore MA0039
        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(new Uri(address, "/livez"));
        response.EnsureSuccessStatusCode();
        return subject;
    }
}
