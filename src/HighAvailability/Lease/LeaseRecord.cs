namespace Howdah.HighAvailability.Lease;

/// <summary>A Kubernetes Lease, as far as it matters here.</summary>
/// <param name="Holder"><c>INSTANCE_PODUID</c>; empty when it was given up.</param>
/// <param name="Duration">As written by the holder: an agent that is being replaced in place writes a longer one.</param>
/// <param name="ResourceVersion">Opaque; changes with every renewal.</param>
/// <param name="Transitions">leaseTransitions: counts holders; the fencing token.</param>
/// <param name="Node">The node of the holder.</param>
public sealed record LeaseRecord(string Holder, TimeSpan Duration, string ResourceVersion, int Transitions, string? Node);
