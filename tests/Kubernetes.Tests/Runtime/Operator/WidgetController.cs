using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

/// <summary>A controller that records what it is called for and answers as told.</summary>
internal sealed class WidgetController : IEntityController<V1Widget>
{
    private readonly ConcurrentQueue<V1Widget> _reconciled = new();
    private readonly ConcurrentQueue<V1Widget> _deleted = new();
    private int _running;
    private int _peak;

    public Func<V1Widget, CancellationToken, Task<ReconciliationResult<V1Widget>>> Answer { get; set; } =
        (widget, _) => Task.FromResult(ReconciliationResult<V1Widget>.Success(widget));

    public Func<V1Widget, Task> AnswerDeleted { get; set; } = _ => Task.CompletedTask;

    public List<V1Widget> Reconciled => [.. _reconciled];

    public List<V1Widget> Deleted => [.. _deleted];

    public int Count => _reconciled.Count;

    public int Running => Volatile.Read(ref _running);

    public int Peak => Volatile.Read(ref _peak);

    public List<string> Names => [.. _reconciled.Select(widget => widget.Metadata.Name!)];

    public async Task<ReconciliationResult<V1Widget>> ReconcileAsync(V1Widget entity, CancellationToken cancellationToken)
    {
        _reconciled.Enqueue(entity);
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _peak, running);
        try
        {
            return await Answer(entity, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public Task DeletedAsync(V1Widget entity, CancellationToken cancellationToken)
    {
        _deleted.Enqueue(entity);
        return AnswerDeleted(entity);
    }

    public int CountOf(string name) => _reconciled.Count(widget => widget.Metadata.Name == name);

    public static NamespacedName Key(string name, string ns = "default") => new(ns, name);

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
