using Howdah.Sidecar.Files;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Operations;

/// <summary>Replaces the data directory by a fresh copy of another server's, ready to follow it.</summary>
internal sealed class BaseBackup(Tools tools, DataDirectory directory)
{
    /// <exception cref="OperationCanceledException">Cancelled; what is left counts as incomplete.</exception>
    public async Task<OperationResult> RunAsync(SupervisorOrder order, Action<string> progress, CancellationToken cancellationToken)
    {
        var source = order.Source ?? throw new InvalidOperationException("The order names nobody to clone from.");
        directory.RemoveAll();
        var arguments = new List<string>
        {
            "--pgdata=" + directory.Paths.NewDataDirectory,
            "--dbname=" + source.ConnInfo,
            "--wal-method=stream",
            "--checkpoint=fast",
            "--no-password",
            "--progress",
        };
        if (source.Slot is { } slot)
        {
            arguments.Add("--slot=" + slot);
        }

        var result = await tools.RunAsync("pg_basebackup", arguments, Report, cancellationToken);
        if (!result.IsSuccess)
        {
            return new OperationResult(result.Describe());
        }

        DataDirectory.MakeStandby(directory.Paths.NewDataDirectory);
        directory.CommitNew();
        return OperationResult.Success;

        void Report(string line)
        {
            if (BaseBackupProgress.Parse(line) is { } text)
            {
                progress(text);
            }
        }
    }
}
