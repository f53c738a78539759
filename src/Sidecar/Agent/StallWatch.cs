using Howdah.HighAvailability.Instance;
using Howdah.Postgres.Connections;

namespace Howdah.Sidecar.Agent;

/// <summary>Asks the running server for a new connection every few seconds, beside the agent's loop.</summary>
internal sealed class StallWatch(LocalServer server, TimeProvider clock, ILogger log)
{
    /// <summary>One attempt may fail because this process itself was suspended meanwhile.</summary>
    private const int LeastAttempts = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private (int Pid, long Starts) _run;
    private TimeSpan _bound = TimeSpan.FromSeconds(10);
    private long _failedSince;
    private int _failures;

    /// <summary>Since the first of a row of attempts that were not answered; null when the last one was, or no server runs.</summary>
    public TimeSpan? StalledFor
    {
        get
        {
            lock (_lock)
            {
                return _failures >= LeastAttempts ? clock.GetElapsedTime(_failedSince) : null;
            }
        }
    }

    /// <param name="report">Which server runs.</param>
    /// <param name="bound">When it counts as stalled; half of it is what an attempt may take.</param>
    public void Observe(SupervisorReport report, TimeSpan bound)
    {
        lock (_lock)
        {
            _bound = bound;
            var run = report.Server == ServerState.Running ? (report.PostmasterPid, report.Starts) : default;
            if (run != _run)
            {
                _run = run;
                _failures = 0;
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var answered = await TryAsync(cancellationToken);
                await Task.Delay(answered ? Interval : Retry, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // We end.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        (int Pid, long Starts) run;
        TimeSpan within;
        lock (_lock)
        {
            (run, within) = (_run, _bound / LeastAttempts);
        }

        if (run == default)
        {
            return false;
        }

        var started = clock.GetTimestamp();
        var answered = await ConnectionCheck.IsAnsweredAsync(server, within, cancellationToken);
        lock (_lock)
        {
            if (run != _run)
            {
                return false;
            }

            if (answered)
            {
                _failures = 0;
                return true;
            }

            _failedSince = _failures == 0 ? started : _failedSince;
            _failures++;
        }

        if (_failures == 1)
        {
            log.NewConnectionUnanswered(run.Pid);
        }

        return false;
    }
}
