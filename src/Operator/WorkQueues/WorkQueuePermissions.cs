using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Operator.WorkQueues;

/// <summary>
/// What the WorkQueue controller may do, in the order of the alphabet by group and resource. Not used at run time: config/rbac and the chart are generated from it
/// (eng/manifests).
/// </summary>
[GenericRbac(Groups = [""], Resources = ["pods"], Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch)]
[GenericRbac(
    Groups = [""],
    Resources = ["secrets", "services"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["apps"],
    Resources = ["deployments"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(Groups = ["events.k8s.io"], Resources = ["events"], Verbs = RbacVerb.Create | RbacVerb.Patch)]
[EntityRbac(typeof(V1PostgresCluster), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1WorkQueue), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Update | RbacVerb.Patch)]
[GenericRbac(Groups = ["howdah.dev"], Resources = ["workqueues/finalizers"], Verbs = RbacVerb.Update)]
[GenericRbac(Groups = ["howdah.dev"], Resources = ["workqueues/status"], Verbs = RbacVerb.Get | RbacVerb.Update | RbacVerb.Patch)]
[GenericRbac(
    Groups = ["policy"],
    Resources = ["poddisruptionbudgets"],
    Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
internal static class WorkQueuePermissions;
