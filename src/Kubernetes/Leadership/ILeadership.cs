namespace Howdah.Kubernetes.Leadership;

/// <summary>Whether this process is the one that acts.</summary>
public interface ILeadership
{
    /// <summary>False from the moment the lease could not be renewed in time, whether or not that has been noticed yet.</summary>
    bool IsLeader { get; }

    /// <summary>
    /// The lease's <c>leaseTransitions</c> under this leadership: larger for every later leader, as long as nobody deletes the Lease.
    /// Written into what must not be undone by an earlier leader that does not know yet that it is one no more. Zero without leader election.
    /// </summary>
    long Epoch { get; }
}
