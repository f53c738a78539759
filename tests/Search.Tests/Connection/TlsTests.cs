using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Search.Connection;

namespace Howdah.Search.Tests.Connection;

/// <summary>A server with a certificate of its own authority, which asks for one of the client's.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("howdah-search-").FullName;
    private readonly X509Certificate2 _authority = Authority("howdah test");

    [Fact]
    public async Task The_given_authority_is_trusted_and_the_client_shows_its_certificate()
    {
        Write("ca.pem", _authority.ExportCertificatePem());
        var mine = Issue("client");
        Write("client.pem", mine.ExportCertificatePem());
        Write("client.key", mine.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var (status, shown) = await AskAsync(url => new()
        {
            Url = url,
            CertificateAuthorityFile = Path("ca.pem"),
            ClientCertificateFile = Path("client.pem"),
            ClientKeyFile = Path("client.key"),
        });

        Assert.Equal("answered", status);
        Assert.Equal(mine.Thumbprint, shown);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        using var other = Authority("another");
        Write("ca.pem", other.ExportCertificatePem());

        Assert.Equal(nameof(SearchFailure.Connection), (await AskAsync(url => new() { Url = url, CertificateAuthorityFile = Path("ca.pem") })).Status);
        Assert.Equal(nameof(SearchFailure.Connection), (await AskAsync(url => new() { Url = url })).Status);
    }

    [Fact]
    public async Task Anything_is_trusted_only_on_request() =>
        Assert.Equal("answered", (await AskAsync(url => new() { Url = url, InsecureSkipVerify = true })).Status);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var both = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(Path(name), text);

    private async Task<(string Status, string? Shown)> AskAsync(Func<Uri, SearchConnection> connection)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var mine = Issue("server");
        string? shown = null;
        var serving = Task.Run(async () =>
        {
            using var socket = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = mine,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = (certificate as X509Certificate2)?.Thumbprint;
                    return shown is null || shown.Length > 0;
                },
            });
            var buffer = new byte[4096];
            _ = await tls.ReadAsync(buffer);
            const string Body = """{"_shards": {"total": 1, "failed": 0}}""";
            await tls.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"));
        });
        using var client = new SearchClient(
            connection(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")), new() { Retry = SearchRetry.None, Timeout = TimeSpan.FromSeconds(20) });
        try
        {
            await client.RefreshAsync(new("items"));
            await serving;
            return ("answered", shown);
        }
        catch (SearchException exception)
        {
            return (exception.Failure.ToString(), shown);
        }
    }
}
