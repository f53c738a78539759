using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A replicated PostgreSQL that fails over by itself.</summary>
[KubernetesEntity(Group = GroupNames.Group, ApiVersion = GroupNames.Version, Kind = "PostgresCluster", PluralName = "postgresclusters")]
[KubernetesEntityShortNames("pgc")]
[KubernetesEntityCategories("howdah")]
[EntityName(PostgresClusterLimits.NameLength, PostgresClusterLimits.NamePattern)]
[StorageVersion]
[ScaleSubresource(".spec.instances", ".status.instances", ".status.selector")]
[GenericAdditionalPrinterColumn(".spec.instances", "Instances", "integer", Description = "Instances asked for")]
[GenericAdditionalPrinterColumn(".status.readyInstances", "Ready", "integer", Description = "Instances that are healthy")]
[GenericAdditionalPrinterColumn(".status.currentPrimary", "Primary", "string", Description = "The instance that takes writes")]
[GenericAdditionalPrinterColumn(".status.phase", "Status", "string", Description = "What goes on, in one word")]
[GenericAdditionalPrinterColumn(".status.timeline", "Timeline", "integer", Description = "PostgreSQL's timeline: rises with every promotion", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed class V1PostgresCluster : CustomKubernetesEntity<PostgresClusterSpec, PostgresClusterStatus>;
