namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>One concern of a cluster. Idempotent; looks at what is, makes the next change, and leaves the rest to the next reconciliation.</summary>
internal interface IClusterStep
{
    /// <summary>What it is about, for log lines and conditions: CamelCase.</summary>
    string Concern { get; }

    /// <summary>It only looks.</summary>
    bool RunsWhilePaused => false;

    Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken);
}

internal enum StepResult
{
    Continue,

    /// <summary>What follows would work on a state that has just been replaced: look again at once.</summary>
    StartOver,
}
