using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Operations;
using Howdah.Sidecar.Supervision.Policies;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>The long operations: one at a time, each once for a revision of the order.</summary>
internal sealed class OperationRunner(Initdb initdb, BaseBackup backup, Rewind rewind, int majorVersion, TimeProvider clock, ILogger log)
{
    public RunningOperation? Running { get; private set; }

    public string? FinishedRevision { get; private set; }

    public string? Error { get; private set; }

    public bool RewindFailed { get; private set; }

    public void Start(Step step, SupervisorOrder order, ControlData? control, Action ended)
    {
        Error = null;
        RewindFailed = RewindFailed && step == Step.Rewind;
        Running = new RunningOperation(Name(step), order.Revision, (progress, cancellation) => step switch
        {
            Step.Initialize => initdb.RunAsync(order, majorVersion, cancellation),
            Step.Clone => backup.RunAsync(order, progress, cancellation),
            Step.Rewind => rewind.RunAsync(order, control ?? throw new InvalidOperationException("pg_controldata says nothing."), progress, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not an operation."),
        })
        {
            StartedAt = clock.GetTimestamp(),
        };
        log.OperationStarted(Running.Name, order.Source?.Name);
        _ = Running.Task.ContinueWith(_ => ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>An operation without a process of its own.</summary>
    public void Finish(string revision) => FinishedRevision = revision;

    public void Cancel()
    {
        if (Running is { IsCancelled: false } running)
        {
            log.OperationCancelled(running.Name);
            running.Cancel();
        }
    }

    /// <summary>True when one has just ended.</summary>
    public bool Observe()
    {
        if (Running is not { Task.IsCompleted: true } ended)
        {
            return false;
        }

        var seconds = clock.GetElapsedTime(ended.StartedAt).TotalSeconds;
        var result = ended.Task.IsCompletedSuccessfully ? ended.Task.Result
            : ended.Task.IsCanceled ? new OperationResult("cancelled")
            : new OperationResult(ended.Task.Exception!.GetBaseException().Message);
        if (result.Error is { } error)
        {
            log.OperationFailed(ended.Name, error, seconds);
        }
        else
        {
            log.OperationFinished(ended.Name, seconds);
        }

        Error = result.Error;
        RewindFailed = result.RewindFailed;
        FinishedRevision = ended.Revision;
        Running = null;
        ended.Dispose();
        return true;
    }

    private static string Name(Step step) => step switch
    {
        Step.Initialize => "initdb",
        Step.Clone => "clone",
        _ => "rewind",
    };
}
