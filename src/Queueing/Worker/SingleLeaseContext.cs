using Howdah.Queueing.Contract;

namespace Howdah.Queueing.Worker;

/// <summary>What the work of one lease is told, and what it tells.</summary>
public sealed class SingleLeaseContext
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private long _progress = long.MinValue;
    private long _setupTicks;

    internal SingleLeaseContext(WorkAcquisition.Acquired acquired, TimeProvider time, long started)
    {
        Acquired = acquired;
        _time = time;
        _started = started;
    }

    public WorkAcquisition.Acquired Acquired { get; }

    public string ItemId => Acquired.Id;

    /// <summary>The place up to which everything is done and flushed or can be flushed; null when nothing has been reached.</summary>
    public long? Progress => Interlocked.Read(ref _progress) is var value && value == long.MinValue ? null : value;

    /// <summary>Writes out what the work has buffered; called before progress is written down. A failure means that the progress does not count.</summary>
    public Func<CancellationToken, Task>? FlushAsync { get; set; }

    internal TimeSpan Setup => TimeSpan.FromTicks(Interlocked.Read(ref _setupTicks));

    public void ReportProgress(long place) => Interlocked.Exchange(ref _progress, place);

    /// <summary>Tells that preparations are over and the work proper begins.</summary>
    public void ReportSetupDone() => Interlocked.Exchange(ref _setupTicks, _time.GetElapsedTime(_started).Ticks);
}
