using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Metrics;

namespace Howdah.Kubernetes.Informers;

/// <summary>How a reflector is doing; written by its loop, read by health checks and tests.</summary>
internal sealed class ReflectorStatus(TimeProvider time, InformerMetrics? metrics)
{
    private long _lastProgress = time.GetTimestamp();
    private int _lists;
    private int _watches;
    private int _stalls;
    private volatile bool _synced;
    private volatile string? _lastError;

    /// <summary>True after the first complete list.</summary>
    public bool Synced => _synced;

    public int Lists => Volatile.Read(ref _lists);

    public int Watches => Volatile.Read(ref _watches);

    public int Stalls => Volatile.Read(ref _stalls);

    /// <summary>Null while all is well.</summary>
    public string? LastError => _lastError;

    /// <summary>How long ago the loop last did or received anything, be it a failure: a loop that is alive never lets this grow past a watch's timeout.</summary>
    public TimeSpan SinceProgress => time.GetElapsedTime(Volatile.Read(ref _lastProgress));

    public void Progressed() => Volatile.Write(ref _lastProgress, time.GetTimestamp());

    public void Listed()
    {
        Interlocked.Increment(ref _lists);
        metrics?.Listed();
        _lastError = null;
        _synced = true;
        Progressed();
    }

    public void Watching()
    {
        Interlocked.Increment(ref _watches);
        metrics?.Watching();
        Progressed();
    }

    public void Saw(WatchEventType type)
    {
        metrics?.Saw(type);
        _lastError = null;
        Progressed();
    }

    public void Stalled()
    {
        Interlocked.Increment(ref _stalls);
        metrics?.Stalled();
        Progressed();
    }

    public void Failed(Exception error)
    {
        metrics?.Failed();
        _lastError = error.Message;
        Progressed();
    }
}
