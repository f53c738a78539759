using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>
/// Queues an Event (events.k8s.io/v1) about an object. Never blocks, never throws: when the API server is slow, events are dropped and counted.
/// </summary>
/// <param name="entity">What it is about.</param>
/// <param name="reason">CamelCase, for example <c>FailoverStarted</c>.</param>
/// <param name="message">For people; at most 1,024 characters are kept.</param>
/// <param name="type">Normal or Warning.</param>
public delegate void EventPublisher(IKubernetesObject entity, string reason, string message, EventType type = EventType.Normal);

public enum EventType
{
    Normal,
    Warning,
}
