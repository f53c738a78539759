using System.Net.Security;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>The certificate that new connections are answered with; it may change at any time.</summary>
public interface IServingCertificate
{
    /// <summary>Null while there is none: connections are refused.</summary>
    SslStreamCertificateContext? Current { get; }
}
