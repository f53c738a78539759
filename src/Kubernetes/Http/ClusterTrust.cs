using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Kubernetes.Http;

/// <summary>Trusts what the cluster's own authorities signed and nothing else; the host name is checked as usual.</summary>
public sealed class ClusterTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string? _path;
    private readonly Lock _lock = new();
    private X509Certificate2Collection _authorities;
    private DateTime _writtenAt;

    private ClusterTrust(X509Certificate2Collection authorities, string? path, DateTime writtenAt)
    {
        _authorities = authorities;
        _path = path;
        _writtenAt = writtenAt;
    }

    /// <exception cref="CryptographicException">No certificate in it.</exception>
    public static ClusterTrust FromPem(string pem) => new(Read(pem), null, default);

    /// <summary>Follows the file when it is replaced: new connections see the new authorities.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">No certificate in it.</exception>
    public static ClusterTrust FromFile(string path)
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        return new ClusterTrust(Read(File.ReadAllText(path)), path, writtenAt);
    }

    internal bool Validate(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        var authorities = Current();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(leaf) || EndsAtIntermediateAuthority(chain, authorities);
    }

    /// <summary>An authority in the bundle need not be self-signed: whatever is in it is an anchor.</summary>
    private static bool EndsAtIntermediateAuthority(X509Chain chain, X509Certificate2Collection authorities)
    {
        if (chain.ChainStatus.Any(status => status.Status is not X509ChainStatusFlags.PartialChain and not X509ChainStatusFlags.NoError))
        {
            return false;
        }

        return chain.ChainElements.Any(element => authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }

    private X509Certificate2Collection Current()
    {
        if (_path is null)
        {
            return _authorities;
        }

        lock (_lock)
        {
            try
            {
                var writtenAt = File.GetLastWriteTimeUtc(_path);
                if (writtenAt != _writtenAt)
                {
                    _authorities = Read(File.ReadAllText(_path));
                    _writtenAt = writtenAt;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // A file that is just being replaced: the authorities known so far still stand.
            }

            return _authorities;
        }
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("There is no PEM certificate in it.");
    }
}
