using System.Net;
using System.Text.Json;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Testing;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>An instance as it would be in a pod: volume, certificates, supervisor, agent.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _kubeconfig;

    public TestInstance(string name, int number, int port, string binaries, string kubeconfig, TestAuthority authority, string? ownerVerifier)
    {
        Name = name;
        Address = $"127.0.77.{number}";
        Volume = new TestVolume(Address, port);
        Paths = Volume.Paths;
        _binaries = binaries;
        _kubeconfig = kubeconfig;
        using var server = authority.IssueServer("*.db-instances.ns.svc", "db-rw.ns.svc");
        using var replication = authority.IssueClient(PodLayout.ReplicationRole);
        WritePair(Paths.ServerCertificates, authority, server);
        WritePair(Paths.ReplicationCertificates, authority, replication);
        Operator = authority.IssueClient(PodLayout.OperatorCommonName);
        if (ownerVerifier is not null)
        {
            GiveOwner(ownerVerifier);
        }

        Shell.GiveToServerUser(Volume.Root);
    }

    public string Name { get; }

    public string Address { get; }

    public TestVolume Volume { get; }

    public SidecarPaths Paths { get; private set; }

    public string PodUid { get; private set; } = Guid.NewGuid().ToString();

    public SupervisorProcess Supervisor { get; private set; } = null!;

    public AgentProcess Agent { get; private set; } = null!;

    /// <summary>The certificate agents know the operator by.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2 Operator { get; }

    /// <summary>Asks the agent as the operator does.</summary>
    public async Task<InstanceReport> ReportAsync()
    {
        using var client = Http(Operator);
        var json = await client.GetStringAsync($"https://127.0.0.1:{Paths.StatusPort}/status");
        return JsonSerializer.Deserialize(json, ReportJsonContext.Default.InstanceReport)!;
    }

    /// <summary>Asks the agent as the kubelet does.</summary>
    public async Task<HttpStatusCode> ProbeAsync(string path)
    {
        using var client = Http(certificate: null);
        using var response = await client.GetAsync($"https://127.0.0.1:{Paths.StatusPort}{path}");
        return response.StatusCode;
    }

    public async Task<string> MetricsAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync($"http://127.0.0.1:{Paths.MetricsPort}/metrics");
    }

    /// <summary>As the kubelet does when the Secret with the owner's password arrives.</summary>
    public void GiveOwner(string verifier)
    {
        var file = Path.Combine(Paths.Roles, "app");
        var draft = Path.Combine(Paths.Roles, ".draft");
        File.WriteAllText(draft, verifier);
        Shell.GiveToServerUser(draft);
        File.Move(draft, file);
    }

    public async Task StartAsync()
    {
        await StartSupervisorAsync();
        StartAgent();
    }

    public async Task StartSupervisorAsync() => Supervisor = await SupervisorProcess.StartAsync(Volume, _binaries, Paths, Name);

    public void StartAgent() => Agent = AgentProcess.Start(Volume, Paths, Name, PodUid, _kubeconfig);

    /// <summary>As the kubelet does when the Secret has changed.</summary>
    /// <returns>The new certificate's serial number.</returns>
    public string ReplaceServerCertificate(TestAuthority authority)
    {
        using var server = authority.IssueServer("*.db-instances.ns.svc", "db-rw.ns.svc");
        WritePair(Paths.ServerCertificates, authority, server);
        return server.SerialNumber;
    }

    /// <summary>Every process of the pod is killed at once, as when its node loses power.</summary>
    public async Task KillPodAsync()
    {
        await Agent.DisposeAsync();
        await Supervisor.DisposeAsync();
    }

    /// <summary>A new pod on the same volume.</summary>
    public async Task StartAnotherPodAsync()
    {
        Paths = Volume.InAnotherPod();
        PodUid = Guid.NewGuid().ToString();
        await StartAsync();
    }

    /// <summary>A connection string of the application's owner is of no use here: it needs TLS and a password. This one is the superuser's, by a process of its own user.</summary>
    public async Task<string> PsqlAsync(string sql)
    {
        var start = Shell.AsServerUser(
            Path.Combine(_binaries, "psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", Paths.PostgresSocketDirectory, "-p", $"{Paths.PostgresPort}", "-U", "postgres", "-d", "postgres", "-c", sql);
        return (await Shell.RunAsync(start)).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Supervisor.DisposeAsync();
        Operator.Dispose();
        Volume.Dispose();
    }

    private static HttpClient Http(System.Security.Cryptography.X509Certificates.X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler);
    }

    private static void WritePair(string directory, TestAuthority authority, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        File.WriteAllText(Path.Combine(directory, "ca.crt"), authority.Pem);
        File.WriteAllText(Path.Combine(directory, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Path.Combine(directory, "tls.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
