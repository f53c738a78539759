namespace Howdah.Queueing.Worker;

/// <summary>How a process that works off one lease ends; schedulers and scripts rely on the numbers.</summary>
public enum WorkerExitCode
{
    Completed = 0,

    /// <summary>The backend could not be reached or the work failed.</summary>
    Failed = 1,

    /// <summary>The lease was too short; what was reached is written down for the next worker.</summary>
    LeaseTimedOut = 2,

    /// <summary>Every item is completed.</summary>
    NoWorkLeft = 3,

    /// <summary>Items are left, but others hold them.</summary>
    NoWorkAvailable = 4,

    /// <summary>The process was told to end (SIGTERM).</summary>
    Terminated = 143,
}
