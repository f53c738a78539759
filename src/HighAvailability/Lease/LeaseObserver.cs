namespace Howdah.HighAvailability.Lease;

/// <summary>
/// Watches the primary's lease from outside. Times are timestamps of the observer's own monotonic clock, handed in; the times inside the
/// Lease object are never looked at, so clocks that disagree do no harm.
/// </summary>
/// <param name="timestampFrequency">Ticks of a timestamp per second: <c>TimeProvider.TimestampFrequency</c>.</param>
public sealed class LeaseObserver(long timestampFrequency)
{
    /// <summary>Share of the duration that is waited in addition: how much two monotonic clocks may differ in rate.</summary>
    public const double MarginShare = 0.05;

    /// <summary>The least that is waited in addition.</summary>
    public static readonly TimeSpan LeastMargin = TimeSpan.FromSeconds(0.5);

    private LeaseRecord? _record;
    private long _firstSeen;
    private bool _seen;

    /// <summary>The lease as last read; null when there is none.</summary>
    public LeaseRecord? Record => _record;

    /// <summary>How long a record must be seen unchanged before its holder is taken to have stopped.</summary>
    public static TimeSpan Patience(TimeSpan duration) => duration + Margin(duration);

    /// <summary>
    /// Takes a fresh read of the Lease: <paramref name="record"/> as just received (null: not found), <paramref name="timestamp"/> taken after it was received.
    /// </summary>
    public LeaseView Observe(LeaseRecord? record, long timestamp)
    {
        if (!_seen || !Same(_record, record))
        {
            _firstSeen = timestamp;
        }

        _seen = true;
        _record = record;
        return View(timestamp);
    }

    /// <summary>What the last read means at <paramref name="timestamp"/>. Taking the lease is safe on it, because that is a compare-and-swap on the record.</summary>
    public LeaseView View(long timestamp)
    {
        if (!_seen)
        {
            return LeaseView.Unknown;
        }

        if (_record is null || _record.Holder.Length == 0)
        {
            return LeaseView.Free;
        }

        return Remaining(timestamp) > TimeSpan.Zero ? LeaseView.Held : LeaseView.Expired;
    }

    /// <summary>How long until the last read record, if it does not change, is expired. Zero when free, expired or never read.</summary>
    public TimeSpan Remaining(long timestamp)
    {
        if (_record is null || _record.Holder.Length == 0)
        {
            return TimeSpan.Zero;
        }

        var left = Patience(_record.Duration) - Timestamps.Elapsed(_firstSeen, timestamp, timestampFrequency);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static TimeSpan Margin(TimeSpan duration)
    {
        var share = duration * MarginShare;
        return share > LeastMargin ? share : LeastMargin;
    }

    private static bool Same(LeaseRecord? left, LeaseRecord? right) =>
        left?.ResourceVersion == right?.ResourceVersion && left?.Holder == right?.Holder && left?.Duration == right?.Duration;
}
