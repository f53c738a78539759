namespace Howdah.Kubernetes.Leadership;

/// <summary>The lease could not be renewed in time, or somebody else holds it. The process must end: its work was cut off anywhere.</summary>
public sealed class LeadershipLostException(string message, bool workEnded) : Exception(message)
{
    /// <summary>False when the work did not end before the lease may have passed to another process.</summary>
    public bool WorkEnded { get; } = workEnded;
}
