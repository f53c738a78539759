using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Search.Connection;

/// <summary>Makes the handler that opens the connections to a cluster.</summary>
internal static class SearchTransport
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>So that a name that has come to mean another address is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <exception cref="SearchConfigurationException">Contradicting settings, or a certificate that cannot be read.</exception>
    public static SocketsHttpHandler Create(SearchConnection connection)
    {
        connection.Validate();
        return new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !connection.Url.IsLoopback,
            SslOptions = TlsOptions(connection),
        };
    }

    private static SslClientAuthenticationOptions TlsOptions(SearchConnection connection)
    {
        var options = new SslClientAuthenticationOptions();
        try
        {
            if (connection.ClientCertificateFile is { } file)
            {
                var certificate = X509Certificate2.CreateFromPemFile(file, connection.ClientKeyFile);
                var intermediates = new X509Certificate2Collection();
                intermediates.ImportFromPemFile(file);
                options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
            }

            if (connection.InsecureSkipVerify)
            {
#pragma warning disable CA5359, MA0039 // insecureSkipVerify is somebody's explicit choice
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
            }
            else if ((connection.CertificateAuthorities ?? connection.CertificateAuthorityFile) is not null)
            {
                var authorities = new X509Certificate2Collection();
                if (connection.CertificateAuthorityFile is { } authorityFile)
                {
                    authorities.ImportFromPemFile(authorityFile);
                }
                else
                {
                    authorities.ImportFromPem(connection.CertificateAuthorities);
                }

                if (authorities.Count == 0)
                {
                    throw new SearchConfigurationException(
                        connection.CertificateAuthorityFile is { } empty ? $"The file '{empty}' holds no certificate." : "certificateAuthorities hold no certificate.");
                }

                options.RemoteCertificateValidationCallback = (_, leaf, chain, errors) => IsTrusted(leaf, chain, errors, authorities);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SearchConfigurationException($"A certificate cannot be read: {exception.Message}", exception);
        }

        return options;
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is not X509Certificate2 leaf
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

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

        return chain.Build(leaf);
    }
}
