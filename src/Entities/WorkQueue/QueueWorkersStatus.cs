namespace Howdah.Entities.WorkQueue;

/// <summary>The worker Deployment.</summary>
public sealed class QueueWorkersStatus
{
    /// <summary>Pods asked for.</summary>
    public int? Desired { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int? Ready { get; set; }
}
