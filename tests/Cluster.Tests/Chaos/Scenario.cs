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
}
