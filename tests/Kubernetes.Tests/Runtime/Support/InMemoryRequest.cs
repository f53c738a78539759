using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

internal sealed record InMemoryRequest(string Verb, ResourceKind Kind, string? Name, string? Namespace)
{
    public ListOptions? List { get; init; }

    public WatchOptions? Watch { get; init; }

    public JsonObject? Body { get; init; }
}
