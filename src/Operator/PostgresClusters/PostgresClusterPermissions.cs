using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Operator.PostgresClusters;

/// <summary>
/// What the PostgresCluster controller may do, in the order of the alphabet by group and resource. Not used at run time: config/rbac and the chart are generated from it
/// (eng/manifests). What agents are granted must be in here too, because nobody can grant what he may not do himself.
/// </summary>
[GenericRbac(
    Groups = [""],
    Resources = ["persistentvolumeclaims", "secrets", "serviceaccounts", "services"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(Groups = [""], Resources = ["pods"], Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["apps"],
    Resources = ["statefulsets"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["coordination.k8s.io"],
    Resources = ["leases"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Update | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(Groups = ["events.k8s.io"], Resources = ["events"], Verbs = RbacVerb.Create | RbacVerb.Patch)]
[EntityRbac(typeof(V1PostgresCluster), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Update | RbacVerb.Patch)]
[GenericRbac(Groups = ["howdah.dev"], Resources = ["postgresclusters/finalizers"], Verbs = RbacVerb.Update)]
[GenericRbac(Groups = ["howdah.dev"], Resources = ["postgresclusters/status"], Verbs = RbacVerb.Get | RbacVerb.Update | RbacVerb.Patch)]
[GenericRbac(
    Groups = ["monitoring.coreos.com"],
    Resources = ["podmonitors"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["policy"],
    Resources = ["poddisruptionbudgets"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["rbac.authorization.k8s.io"],
    Resources = ["rolebindings", "roles"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(
    Groups = ["storage.k8s.io"],
    Resources = ["storageclasses"],
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch,
    ClusterScoped = true)]
internal static class PostgresClusterPermissions;
