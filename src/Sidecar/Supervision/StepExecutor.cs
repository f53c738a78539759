using Howdah.Sidecar.Files;
using Howdah.Sidecar.Supervision.Policies;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>Takes the steps the policy chose.</summary>
internal sealed class StepExecutor(
    DataDirectory directory,
    ConfigurationFiles files,
    Postmaster postmaster,
    ServerProcesses processes,
    PermitGuard permit,
    OperationRunner operations,
    ControlDataReader control,
    Wake wake,
    TimeProvider clock,
    ILogger log)
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    private string _reloadToken = "";
    private long _endedAt;

    /// <summary>The configuration the running postmaster started with.</summary>
    public string? RunningHash { get; private set; }

    public bool MayStart => postmaster.FailedStarts == 0 || clock.GetElapsedTime(_endedAt) >= StartBackoff.After(postmaster.FailedStarts);

    public bool FilesDiffer(SupervisorOrder order) => order.Files is { } wanted && (files.Differs(wanted) || (postmaster.IsUp && _reloadToken != order.ReloadToken));

    public void ServerEnded()
    {
        RunningHash = null;
        _endedAt = clock.GetTimestamp();
    }

    /// <exception cref="IOException">The disk is full or broken, or a program is missing.</exception>
    public void Take(Step step, SupervisorOrder? order)
    {
        switch (step)
        {
            case Step.CancelOperation:
                operations.Cancel();
                break;
            case Step.StopFast:
                postmaster.StopFast(TimeSpan.FromMilliseconds(order?.StopTimeoutMilliseconds ?? DefaultStopTimeout));
                break;
            case Step.StopImmediate when postmaster.IsUp:
                postmaster.StopImmediate();
                break;
            case Step.StopImmediate:
                processes.KillAll(KillLimit, everybody: false);
                break;
            case Step.Initialize or Step.Clone or Step.Rewind:
                files.Forget();
                operations.Start(step, order!, control.Last, wake.Set);
                break;
            case Step.WriteFiles:
                WriteFiles(order!);
                break;
            case Step.StartStandby:
                StartStandby(order!);
                break;
            case Step.StartPrimary:
                permit.TryRunPrimary(() => Start(ServerRole.Primary, order!));
                break;
            case Step.Promote:
                Promote(order!);
                break;
            case Step.ConfirmPromotion:
                directory.ConfirmPromotion();
                break;
            case Step.Finish:
                operations.Finish(order!.Revision);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step.");
        }
    }

    /// <summary>A superuser may set anything at any time; what is ours does not stay.</summary>
    public void CleanAutoConf()
    {
        if (files.CleanAutoConf() is { Count: > 0 } removed)
        {
            log.AlterSystemUndone(string.Join(", ", removed));
            postmaster.Reload();
        }
    }

    private static int DefaultStopTimeout => new SupervisorOrder().StopTimeoutMilliseconds;

    private void WriteFiles(SupervisorOrder order)
    {
        if (files.Write(order.Files!) is { Count: > 0 } removed)
        {
            log.AlterSystemUndone(string.Join(", ", removed));
        }

        _reloadToken = order.ReloadToken;
        if (postmaster.IsUp)
        {
            postmaster.Reload();
        }

        log.ConfigurationWritten(order.Files!.Hash, postmaster.IsUp);
    }

    private void StartStandby(SupervisorOrder order)
    {
        if (!directory.HasStandbySignal)
        {
            DataDirectory.MakeStandby(directory.Paths.DataDirectory);
        }

        Start(ServerRole.Standby, order);
    }

    private void Promote(SupervisorOrder order)
    {
        if (order.PromoteAbove is { } above && control.Last is { } known)
        {
            directory.ReserveTimelines(known.Timeline, above);
        }

        directory.MarkPromotion(order.PromotionFor);
        permit.TryRunPrimary(postmaster.Promote);
    }

    private void Start(ServerRole role, SupervisorOrder order)
    {
        postmaster.Start(role);
        RunningHash = order.Files?.Hash;
        _reloadToken = order.ReloadToken;
        _ = postmaster.Ended.ContinueWith(_ => wake.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
