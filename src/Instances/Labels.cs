namespace Howdah.Instances;

/// <summary>Labels and annotations on what the operator makes.</summary>
public static class Labels
{
    public const string Cluster = "howdah.dev/cluster";
    public const string Instance = "howdah.dev/instance";

    /// <summary><c>primary</c>, <c>standby</c> or <c>unhealthy</c>; -rw and -ro select by it.</summary>
    public const string Role = "howdah.dev/role";

    /// <summary><c>true</c> on healthy instances of either role; -r selects by it.</summary>
    public const string Serving = "howdah.dev/serving";

    public const string Primary = "primary";
    public const string Standby = "standby";
    public const string Unhealthy = "unhealthy";

    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string ManagedByValue = "howdah";

    /// <summary>On the Lease: the node of its holder.</summary>
    public const string Node = "howdah.dev/node";

    /// <summary>On a pod: rises when the agent has seen a change of state; wakes the operator, carries no fact.</summary>
    public const string StateChanged = "howdah.dev/state-changed";

    /// <summary>On a pod template: hash of the part of the specification that needs a new pod.</summary>
    public const string PodHash = "howdah.dev/pod-hash";
}
