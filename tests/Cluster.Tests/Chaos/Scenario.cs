namespace Howdah.Cluster.Tests.Chaos;

/// <summary>One way to lose a primary.</summary>
internal enum Scenario
{
    /// <summary>SIGKILL to the postmaster.</summary>
    KillPostmaster,

    /// <summary>The pod is deleted with a grace period of zero.</summary>
    ForceDeletePod,

    /// <summary>SIGSTOP to the agent and to the postmaster: nobody renews, sessions go on.</summary>
    FreezeAgentAndPostmaster,

    /// <summary>Every process of the pod is frozen at once, as if the machine were suspended, and goes on when another is primary.</summary>
    FreezePod,

    /// <summary>The pod and the API server do not reach each other; clients and standbys reach the pod.</summary>
    CutFromApi,
}
