using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>A queue of leased work with fencing in a PostgreSQL database, and the workers scaled to its backlog.</summary>
[KubernetesEntity(Group = GroupNames.Group, ApiVersion = GroupNames.Version, Kind = "WorkQueue", PluralName = "workqueues")]
[KubernetesEntityShortNames("wq")]
[KubernetesEntityCategories("howdah")]
[EntityName(WorkQueueLimits.NameLength, WorkQueueLimits.NamePattern)]
[StorageVersion]
[GenericAdditionalPrinterColumn(".status.ready", "Waiting", "integer", Description = "Items that are ready to be taken")]
[GenericAdditionalPrinterColumn(".status.leased", "Leased", "integer", Description = "Items that a worker holds")]
[GenericAdditionalPrinterColumn(".status.dead", "Dead", "integer", Description = "Items that were given up")]
[GenericAdditionalPrinterColumn(".status.workers.ready", "Workers", "integer", Description = "Pods of the worker Deployment that are ready")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string", Description = "Whether the queue can be used")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Status", "string", Description = "Why, in one word")]
[GenericAdditionalPrinterColumn(".status.gateway.address", "Gateway", "string", Description = "Where the gateway is", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.oldestReadyAge", "Oldest", "integer", Description = "Seconds that the oldest ready item has waited", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.completed", "Completed", "integer", Description = "Items completed since the queue exists", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed class V1WorkQueue : CustomKubernetesEntity<WorkQueueSpec, WorkQueueStatus>;
