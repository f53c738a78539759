using System.Net.Security;
using System.Net.Sockets;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class CertificateTests
{
    [SkippableFact]
    public async Task Replaced_certificates_are_used_by_agent_and_server_without_a_restart()
    {
        await using var cluster = await TestCluster.StartAsync(17, instances: 1, leaseSeconds: 10);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);
        var started = await instance.PsqlAsync("select pg_postmaster_start_time()");
        var before = await Eventually.BecomesAsync(() => SerialAsync("127.0.0.1", instance.Paths.StatusPort, postgres: false), static serial => serial.Length > 0);
        Assert.Equal(before, await SerialAsync(instance.Address, instance.Paths.PostgresPort, postgres: true));

        var after = instance.ReplaceServerCertificate(cluster.Authority);

        Assert.NotEqual(before, after);
        await Eventually.BecomesAsync(() => SerialAsync(instance.Address, instance.Paths.PostgresPort, postgres: true), serial => serial == after);
        await Eventually.BecomesAsync(() => SerialAsync("127.0.0.1", instance.Paths.StatusPort, postgres: false), serial => serial == after);
        Assert.Equal(started, await instance.PsqlAsync("select pg_postmaster_start_time()"));
        Assert.True(instance.Agent.IsRunning);
        Assert.True((await instance.ReportAsync()).HoldsLease);
    }

    /// <summary>The serial number of the certificate that a server shows.</summary>
    private static async Task<string> SerialAsync(string host, int port, bool postgres)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port);
        var stream = client.GetStream();
        if (postgres)
        {
            // SSLRequest: https://www.postgresql.org/docs/17/protocol-message-formats.html
            await stream.WriteAsync(new byte[] { 0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f });
            Assert.Equal('S', stream.ReadByte());
        }

        await using var tls = new SslStream(stream, leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("db-rw.ns.svc");
        return ((System.Security.Cryptography.X509Certificates.X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}
