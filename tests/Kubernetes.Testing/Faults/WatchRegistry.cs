using System.Collections.Concurrent;
using Howdah.Kubernetes.Testing.Handlers;

namespace Howdah.Kubernetes.Testing.Faults;

/// <summary>The watches that are open now.</summary>
internal sealed class WatchRegistry
{
    private readonly ConcurrentDictionary<WatchConnection, byte> _open = new();

    /// <summary>0: watches are not cut by count.</summary>
    public int EventsBeforeCut { get; set; }

    public IEnumerable<WatchConnection> Open => _open.Keys;

    public IDisposable Add(WatchConnection connection)
    {
        _open.TryAdd(connection, 0);
        return new Removal(() => _open.TryRemove(connection, out _));
    }

    internal sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
