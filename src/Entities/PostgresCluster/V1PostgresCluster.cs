using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A replicated PostgreSQL that fails over by itself.</summary>
[KubernetesEntity(Group = GroupNames.Group, ApiVersion = GroupNames.Version, Kind = "PostgresCluster", PluralName = "postgresclusters")]
public sealed class V1PostgresCluster : CustomKubernetesEntity<PostgresClusterSpec, PostgresClusterStatus>;
