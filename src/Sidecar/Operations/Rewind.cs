using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Operations;

/// <summary>
/// Takes a data directory back to where its history parted from the source's: crash recovery if the server did not stop cleanly, a dry run that touches
/// nothing and finds what makes a rewind impossible, then the rewind itself.
/// </summary>
internal sealed class Rewind(Tools tools, DataDirectory directory)
{
    /// <exception cref="OperationCanceledException">Cancelled; if the rewind itself had begun, the data directory counts as incomplete.</exception>
    public async Task<OperationResult> RunAsync(SupervisorOrder order, ControlData control, Action<string> progress, CancellationToken cancellationToken)
    {
        var source = order.Source ?? throw new InvalidOperationException("The order names nobody to rewind against.");
        if (!RewindRules.IsClean(control.State))
        {
            progress("crash recovery");
            var recovery = await RecoverAsync(cancellationToken);
            if (!recovery.IsSuccess)
            {
                return new OperationResult(recovery.Describe(), RewindFailed: true);
            }
        }

        progress("looking for the point where the histories part");
        IReadOnlyList<string> arguments =
            ["--target-pgdata=" + directory.Paths.DataDirectory, "--source-server=" + source.ConnInfo, "--no-ensure-shutdown", "--progress"];
        var rehearsal = await tools.RunAsync("pg_rewind", [.. arguments, "--dry-run"], onLine: null, cancellationToken);
        if (!rehearsal.IsSuccess)
        {
            return new OperationResult(rehearsal.Describe(), RewindFailed: !RewindRules.IsConnectionFailure(rehearsal.Text));
        }

        if (RewindRules.IsOnTheSameTimeline(rehearsal.Text))
        {
            return new OperationResult($"{source.Name} has not written a checkpoint on its new timeline yet.");
        }

        directory.MarkRewinding();
        var rewind = await tools.RunAsync("pg_rewind", arguments, line => progress(line.Trim()), cancellationToken);
        if (!rewind.IsSuccess)
        {
            return new OperationResult(rewind.Describe(), RewindFailed: true);
        }

        DataDirectory.MakeStandby(directory.Paths.DataDirectory);
        directory.UnmarkRewinding();
        return OperationResult.Success;
    }

    private Task<ToolResult> RecoverAsync(CancellationToken cancellationToken)
    {
        // Single-user mode knows no standbys; recovery ends on the present timeline, and what it adds is rewound with the rest.
        directory.RemoveStandbySignal();
        directory.RemoveRecoverySignal();
        directory.RemovePidFile();
        return tools.RunAsync(
            "postgres",
            ["--single", "-D", directory.Paths.DataDirectory, "-c", "archive_mode=off", "-c", "synchronous_standby_names=", "template1"],
            onLine: null,
            cancellationToken);
    }
}
