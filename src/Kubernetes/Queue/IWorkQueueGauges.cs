namespace Howdah.Kubernetes.Queue;

/// <summary>What is read from a queue when metrics are scraped.</summary>
internal interface IWorkQueueGauges
{
    int Depth { get; }

    /// <summary>How long the keys being worked on have been so far: all of them summed up, and the longest.</summary>
    (TimeSpan Unfinished, TimeSpan Longest) RunningFor();
}
