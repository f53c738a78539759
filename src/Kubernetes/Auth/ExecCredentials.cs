using System.Security.Cryptography;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Kubernetes.Auth;

/// <summary>
/// Credentials from a plugin, kept until they expire or the server refuses them. Many callers at once run it once.
/// </summary>
internal sealed class ExecCredentials(ExecPlugin plugin, ClientCertificate? fallbackCertificate, TimeProvider time) : ICredentialSource
{
    /// <summary>A credential is renewed a little before it ends, so that it is still good when the request arrives.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<Credential>? _running;
    private Held? _held;
    private CertificatePem? _lastCertificate;

    /// <summary>A caller that gives up does not end the run the others wait for.</summary>
    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        Task<Credential> running;
        lock (_lock)
        {
            if (Usable() is { } known)
            {
                return known;
            }

            running = _running ??= RunAsync();
        }

        return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public bool Invalidate(Credential rejected)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_held?.Credential, rejected))
            {
                _held = null;
            }
        }

        return true;
    }

    private async Task<Credential> RunAsync()
    {
        await Task.Yield();
        try
        {
            var held = Hold(await plugin.RunAsync(time, CancellationToken.None).ConfigureAwait(false));
            lock (_lock)
            {
                _held = held;
            }

            return held.Credential;
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }

    private Credential? Usable() =>
        _held is { } held && (held.ExpiresAt is null || time.GetUtcNow() < held.ExpiresAt - Leeway) ? held.Credential : null;

    private Held Hold(ExecCredentialStatus status)
    {
        var token = string.IsNullOrEmpty(status.Token) ? null : status.Token;
        if (string.IsNullOrEmpty(status.ClientCertificateData))
        {
            return new Held(new Credential(token, fallbackCertificate), status.ExpirationTimestamp);
        }

        // The same certificate again keeps its connections.
        var pem = status.ClientCertificateData + status.ClientKeyData;
        if (_lastCertificate is not { } last || last.Pem != pem)
        {
            _lastCertificate = new CertificatePem(pem, Certificate(status));
        }

        var certificate = _lastCertificate.Certificate;
        return new Held(new Credential(token, certificate), status.ExpirationTimestamp ?? certificate.NotAfter);
    }

    private ClientCertificate Certificate(ExecCredentialStatus status)
    {
        try
        {
            return ClientCertificate.FromPem(status.ClientCertificateData!, status.ClientKeyData!);
        }
        catch (CryptographicException e)
        {
            throw new KubernetesConfigException($"{plugin.Where}: exec command '{plugin.Command}' printed a certificate or key that cannot be used: {e.Message}", e);
        }
    }

    private sealed record Held(Credential Credential, DateTimeOffset? ExpiresAt);

    private sealed record CertificatePem(string Pem, ClientCertificate Certificate);
}
