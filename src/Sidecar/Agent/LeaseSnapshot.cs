using Howdah.HighAvailability.Lease;
using Howdah.Kubernetes.Models;

namespace Howdah.Sidecar.Agent;

/// <summary>The lease as it was when a decision was made: what is written later is written on this version or not at all.</summary>
/// <param name="Holds">We hold it and it cannot have run out.</param>
/// <param name="IsOurs">The record names this very pod.</param>
/// <param name="HeldByPredecessor">The record names this pod, or an earlier pod of this instance on this node.</param>
internal sealed record LeaseSnapshot(V1Lease? Object, LeaseView View, bool Holds, bool IsOurs, bool HeldByPredecessor);
