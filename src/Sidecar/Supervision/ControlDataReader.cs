using Howdah.HighAvailability.Instance;
using Howdah.Postgres;
using Howdah.Sidecar.Files;
using Howdah.Sidecar.Operations;

namespace Howdah.Sidecar.Supervision;

/// <summary>Runs pg_controldata when something may have changed, and now and then.</summary>
internal sealed class ControlDataReader(Tools tools, DataDirectory directory, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private long _readAt;
    private bool _stale = true;

    public ControlData? Last { get; private set; }

    public void Invalidate() => _stale = true;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_stale && clock.GetElapsedTime(_readAt) < MaxAge)
        {
            return;
        }

        _stale = false;
        _readAt = clock.GetTimestamp();
        if (directory.State != DataDirectoryState.Ready)
        {
            Last = null;
            return;
        }

        var result = await tools.RunAsync("pg_controldata", ["-D", directory.Paths.DataDirectory], onLine: null, cancellationToken);
        Last = result.IsSuccess ? Parse(result.Text) : null;
    }

    private static ControlData? Parse(string text)
    {
        try
        {
            var file = ControlDataParser.Parse(text);
            return new ControlData
            {
                SystemIdentifier = file.SystemIdentifier,
                Timeline = file.Timeline,
                State = file.State,
                Checkpoint = file.Checkpoint,
                MinRecoveryEnd = file.MinRecoveryEnd,
                HotStandbyParameters = file.HotStandbyParameters,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
