using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>
/// <c>tls.crt</c> and <c>tls.key</c> of a directory, a mounted Secret as a rule, looked at again every ten seconds. The kubelet exchanges a mounted
/// Secret by moving a symbolic link, which file watchers do not see.
/// </summary>
public sealed class CertificateFiles(string directory, TimeProvider time, ILogger<CertificateFiles> logger) : IServingCertificate
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _current;
    private string? _content;
    private long? _checked;

    public SslStreamCertificateContext? Current
    {
        get
        {
            lock (_gate)
            {
                if (_checked is not { } at || time.GetElapsedTime(at) >= Every)
                {
                    _checked = time.GetTimestamp();
                    Reload();
                }

                return _current;
            }
        }
    }

    private void Reload()
    {
        try
        {
            var certificate = File.ReadAllText(Path.Combine(directory, "tls.crt"));
            var key = File.ReadAllText(Path.Combine(directory, "tls.key"));
            if (_content != certificate + key)
            {
                _current = MemoryCertificate.Read(certificate, key);
                _content = certificate + key;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Half exchanged, or broken: the one in hand is as good as it was.
            Log.CertificateKept(logger, directory, error.Message);
        }
    }
}
