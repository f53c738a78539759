using System.Text.Json.Nodes;
using System.Threading.Channels;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

internal sealed record StoredEvent(long Revision, WatchEventType Type, ResourceKind Kind, JsonObject Object)
{
    public string Namespace => (string?)Object["metadata"]?["namespace"] ?? "";
}

internal sealed class InMemoryWatch(ResourceKind kind, string? ns)
{
    private readonly Channel<StoredEvent> _events = Channel.CreateUnbounded<StoredEvent>();

    public ResourceKind Kind => kind;

    public bool Stalled { get; set; }

    public ChannelReader<StoredEvent> Events => _events.Reader;

    public bool Wants(StoredEvent change) => change.Kind == kind && (ns is null || change.Namespace == ns);

    public void Send(StoredEvent change)
    {
        if (!Stalled)
        {
            _events.Writer.TryWrite(change);
        }
    }

    public void End(Exception? error) => _events.Writer.TryComplete(error);
}
