using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Sidecar.Http;

/// <summary>
/// tls.crt, tls.key and ca.crt of a mounted Secret, read anew when their content has changed. The kubelet replaces a mounted Secret by
/// moving a symbolic link, which file watchers do not see: files are compared every ten seconds.
/// </summary>
internal sealed class CertificateFiles(string directory, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Loaded? _loaded;
    private long _checked;

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="CryptographicException">A file is malformed, and none was ever good.</exception>
    public Loaded Current
    {
        get
        {
            lock (_gate)
            {
                if (_loaded is null || time.GetElapsedTime(_checked) >= Every)
                {
                    _checked = time.GetTimestamp();
                    Reload();
                }

                return _loaded!;
            }
        }
    }

    private void Reload()
    {
        try
        {
            var certificate = File.ReadAllText(Path.Combine(directory, "tls.crt"));
            var key = File.ReadAllText(Path.Combine(directory, "tls.key"));
            var authority = File.ReadAllText(Path.Combine(directory, "ca.crt"));
            var content = certificate + key + authority;
            if (_loaded?.Content == content)
            {
                return;
            }

            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(authority);
            _loaded = new Loaded(content, X509Certificate2.CreateFromPem(certificate, key), authorities);
        }
        catch (Exception e) when (_loaded is not null && e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            // Half replaced: the one in hand is good until the next look.
        }
    }

    /// <param name="Content">To see whether anything has changed.</param>
    /// <param name="Certificate">With its private key.</param>
    /// <param name="Authorities">All of ca.crt: two while a certificate authority is being renewed.</param>
    internal sealed record Loaded(string Content, X509Certificate2 Certificate, X509Certificate2Collection Authorities);
}
