using Howdah.Instances;

namespace Howdah.Sidecar.Agent;

/// <summary>Who this agent is: from the environment the pod gives it.</summary>
internal sealed record AgentIdentity(string Cluster, string Instance, string Namespace, string PodName, string PodUid, string Node)
{
    private const char Separator = '_';

    /// <summary>As it stands in the Lease.</summary>
    public string Holder => $"{Instance}{Separator}{PodUid}";

    /// <exception cref="InvalidOperationException">A variable is missing.</exception>
    public static AgentIdentity FromEnvironment(Func<string, string?> variable)
    {
        return new AgentIdentity(
            Required(PodLayout.ClusterVariable), Required(PodLayout.InstanceVariable), Required(PodLayout.NamespaceVariable),
            Required(PodLayout.PodNameVariable), Required(PodLayout.PodUidVariable), variable(PodLayout.NodeVariable) ?? "");

        string Required(string name) => variable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set.");
    }

    /// <summary>The instance that a holder of the lease belongs to. Instance names hold no underscore.</summary>
    public static string InstanceOf(string holder) => holder.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var end ? holder[..end] : holder;
}
