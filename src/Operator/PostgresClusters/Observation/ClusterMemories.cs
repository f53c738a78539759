using Howdah.Operator.Applying;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>The memories of all clusters.</summary>
internal sealed class ClusterMemories(TimeProvider time) : Memories<ClusterMemory>(uid => new ClusterMemory(uid, time));
