using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "Secret", PluralName = "secrets")]
public sealed class V1Secret : KubernetesObject
{
    /// <summary>For example <c>Opaque</c> or <c>kubernetes.io/tls</c>; immutable.</summary>
    public string? Type { get; set; }

    /// <summary>Plain bytes here, base64 on the wire.</summary>
    public Dictionary<string, byte[]>? Data { get; set; }

    /// <summary>Write only: the server moves it into <see cref="Data"/>. Under server-side apply prefer <see cref="Data"/>.</summary>
    public Dictionary<string, string>? StringData { get; set; }

    public bool? Immutable { get; set; }
}
