using Howdah.HighAvailability.Lease;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>
/// Lets a primary run only while a permit lasts. Its thread does nothing else and needs no other: when the permit ends it stops the server itself,
/// whatever the rest of the supervisor is doing.
/// </summary>
internal sealed class PermitGuard
{
    /// <summary>Nothing is started or promoted with less than this left: it would be stopped before it serves anybody.</summary>
    public static readonly TimeSpan LeastToStart = TimeSpan.FromSeconds(1);

    /// <summary>No agent asks for longer: twice the lease of a sole member.</summary>
    private static readonly TimeSpan Longest = LeasePermit.AloneDuration * 2;

    // Short, because timed waits do not count the time a machine is suspended, and the permit does.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly Action _stop;
    private readonly object _gate = new();
    private long _endsAt;
    private long _issuedAt;
    private bool _armed;
    private bool _stopping;

    /// <param name="clock">Timestamps in nanoseconds, as the agent's.</param>
    /// <param name="stop">Kills the server; returns when nothing of it is left.</param>
    public PermitGuard(TimeProvider clock, Action stop)
    {
        _clock = clock;
        _stop = stop;
        new Thread(Watch, 256 * 1024) { IsBackground = true, Name = "permit", Priority = ThreadPriority.Highest }.Start();
    }

    public TimeSpan Remaining
    {
        get
        {
            lock (_gate)
            {
                return Left();
            }
        }
    }

    /// <summary>
    /// Replaces the permit, by an earlier end too. False when a later message has been taken before it, or when its times make no sense on this clock: the agent must be on
    /// another machine, or broken.
    /// </summary>
    public bool Grant(PermitGrant permit)
    {
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            if (permit.IssuedAt > now || permit.IssuedAt < _issuedAt || permit.EndsAt - permit.IssuedAt > Longest.Ticks * 100)
            {
                return false;
            }

            _issuedAt = permit.IssuedAt;
            _endsAt = permit.EndsAt;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The permit ends no later than this; what was issued before it and comes late counts no more.</summary>
    public void Limit(PermitLimit limit)
    {
        lock (_gate)
        {
            _issuedAt = limit.IssuedAt > _clock.GetTimestamp() ? _issuedAt : Math.Max(_issuedAt, limit.IssuedAt);
            _endsAt = Math.Min(_endsAt, limit.EndsAt);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Does what makes a primary of the server, if the permit lasts, so that it cannot end unseen in between.</summary>
    public bool TryRunPrimary(Action start)
    {
        lock (_gate)
        {
            if (_stopping || Left() < LeastToStart)
            {
                return false;
            }

            _armed = true;
            Monitor.PulseAll(_gate);
            start();
            return true;
        }
    }

    /// <summary>No process of the primary is left.</summary>
    public void PrimaryIsGone()
    {
        lock (_gate)
        {
            _armed = false;
        }
    }

    private void Watch()
    {
        while (true)
        {
            lock (_gate)
            {
                while (!_armed || Left() > TimeSpan.Zero)
                {
                    Monitor.Wait(_gate, _armed && Left() < LongestWait ? Left() : LongestWait);
                }

                _stopping = true;
            }

            _stop();
            lock (_gate)
            {
                _armed = false;
                _stopping = false;
            }
        }
    }

    private TimeSpan Left() =>
        _endsAt == 0 || _clock.GetTimestamp() >= _endsAt ? TimeSpan.Zero : _clock.GetElapsedTime(_clock.GetTimestamp(), _endsAt);
}
