namespace Howdah.Kubernetes.Entities;

/// <summary>Anything the API server stores: a type and a metadata block.</summary>
public interface IKubernetesObject
{
    /// <summary><c>group/version</c>, or only <c>version</c> for the core group.</summary>
    string? ApiVersion { get; set; }

    string? Kind { get; set; }

    V1ObjectMeta Metadata { get; set; }
}
