using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The usual <c>process_*</c> metrics, and a few of the .NET runtime.</summary>
public sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = new("Howdah.Process");

    public ProcessMetrics()
    {
        _meter.CreateObservableCounter("process_cpu_seconds_total", static () => Environment.CpuUsage.TotalTime.TotalSeconds, null, "Total user and system CPU time spent in seconds.");
        _meter.CreateObservableGauge("process_resident_memory_bytes", static () => Environment.WorkingSet, null, "Resident memory size in bytes.");
        _meter.CreateObservableGauge("process_start_time_seconds", StartTime, null, "Start time of the process since unix epoch in seconds.");
        _meter.CreateObservableGauge("dotnet_gc_heap_size_bytes", static () => GC.GetTotalMemory(forceFullCollection: false), null, "Managed memory in use, garbage included.");
        _meter.CreateObservableGauge("dotnet_gc_committed_bytes", static () => GC.GetGCMemoryInfo().TotalCommittedBytes, null, "Memory the garbage collector holds.");
        _meter.CreateObservableCounter("dotnet_gc_allocated_bytes_total", static () => GC.GetTotalAllocatedBytes(), null, "Managed memory allocated since the start.");
        _meter.CreateObservableCounter("dotnet_gc_pause_seconds_total", static () => GC.GetTotalPauseDuration().TotalSeconds, null, "Time the process was paused for garbage collections.");
        _meter.CreateObservableCounter("dotnet_gc_collections_total", Collections, null, "Garbage collections by generation.");
        _meter.CreateObservableGauge("dotnet_threadpool_threads", static () => ThreadPool.ThreadCount, null, "Threads of the thread pool.");
        _meter.CreateObservableGauge("dotnet_threadpool_queue_length", static () => ThreadPool.PendingWorkItemCount, null, "Work waiting for a thread of the pool.");
    }

    public void Dispose() => _meter.Dispose();

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }

    private static IEnumerable<Measurement<int>> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1)
        .Select(static generation => new Measurement<int>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation)));
}
