using System.Diagnostics.CodeAnalysis;

namespace Howdah.Kubernetes.Queue;

/// <summary>
/// Keys and the timestamps at which they fall due, one deadline a key: the earliest that was asked for. Not thread-safe.
/// A moved deadline leaves a stale entry in the heap, which is skipped when it comes up and swept out when stale entries prevail.
/// </summary>
internal sealed class DelayHeap<TKey>
    where TKey : struct, IEquatable<TKey>
{
    private const int SweepSlack = 64;

    private readonly PriorityQueue<TKey, long> _heap = new();
    private readonly Dictionary<TKey, long> _deadlines = [];

    public int Count => _deadlines.Count;

    /// <summary>Entries held, stale ones included.</summary>
    public int Entries => _heap.Count;

    /// <summary>Keeps the earlier of the two deadlines when the key is already there.</summary>
    public void Schedule(TKey key, long due)
    {
        if (_deadlines.TryGetValue(key, out var existing) && existing <= due)
        {
            return;
        }

        _deadlines[key] = due;
        _heap.Enqueue(key, due);
        if (_heap.Count > (2 * _deadlines.Count) + SweepSlack)
        {
            Sweep();
        }
    }

    /// <summary>The next deadline, if any.</summary>
    public bool TryPeek(out long due)
    {
        while (_heap.TryPeek(out var key, out due))
        {
            if (IsCurrent(key, due))
            {
                return true;
            }

            _heap.Dequeue();
        }

        return false;
    }

    /// <summary>Takes one key that is due at <paramref name="now"/>, the earliest first.</summary>
    public bool TryTakeDue(long now, [MaybeNullWhen(false)] out TKey key)
    {
        if (TryPeek(out var due) && due <= now)
        {
            key = _heap.Dequeue();
            _deadlines.Remove(key);
            return true;
        }

        key = default;
        return false;
    }

    public void Clear()
    {
        _heap.Clear();
        _deadlines.Clear();
    }

    private bool IsCurrent(TKey key, long due) => _deadlines.TryGetValue(key, out var current) && current == due;

    private void Sweep()
    {
        _heap.Clear();
        foreach (var (key, due) in _deadlines)
        {
            _heap.Enqueue(key, due);
        }
    }
}
