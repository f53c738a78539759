using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "admissionregistration.k8s.io", Kind = "ValidatingWebhookConfiguration", PluralName = "validatingwebhookconfigurations")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1ValidatingWebhookConfiguration : KubernetesObject
{
    public List<V1ValidatingWebhook>? Webhooks { get; set; }
}

public sealed class V1ValidatingWebhook
{
    /// <summary>Fully qualified, for example <c>postgresclusters.howdah.dev</c>.</summary>
    public string Name { get; set; } = "";

    public V1WebhookClientConfig ClientConfig { get; set; } = new();

    public List<V1RuleWithOperations>? Rules { get; set; }

    /// <summary><c>Fail</c> or <c>Ignore</c>.</summary>
    public string? FailurePolicy { get; set; }

    public string? MatchPolicy { get; set; }

    public V1LabelSelector? NamespaceSelector { get; set; }

    public V1LabelSelector? ObjectSelector { get; set; }

    public string SideEffects { get; set; } = "None";

    public int? TimeoutSeconds { get; set; }

    public List<string> AdmissionReviewVersions { get; set; } = ["v1"];
}

public sealed class V1WebhookClientConfig
{
    public string? Url { get; set; }

    public V1WebhookServiceReference? Service { get; set; }

    /// <summary>PEM.</summary>
    public byte[]? CaBundle { get; set; }
}

public sealed class V1WebhookServiceReference
{
    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    public string? Path { get; set; }

    public int? Port { get; set; }
}

public sealed class V1RuleWithOperations
{
    public List<string>? Operations { get; set; }

    public List<string>? ApiGroups { get; set; }

    public List<string>? ApiVersions { get; set; }

    public List<string>? Resources { get; set; }

    public string? Scope { get; set; }
}
