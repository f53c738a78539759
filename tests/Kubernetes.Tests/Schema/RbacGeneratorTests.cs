using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Schema;

namespace Howdah.Kubernetes.Tests.Schema;

public sealed class RbacGeneratorTests
{
    [Fact]
    public void Classes_of_one_controller_share_a_role_and_verbs_of_one_resource_are_united()
    {
        var role = Assert.Single(RbacGenerator.Generate([typeof(WidgetController), typeof(WidgetFinalizer)]));

        Assert.Equal("widget-controller", role.Name);
        Assert.Equal(
            [
                """{"apiGroups":[""],"resources":["pods"],"verbs":["get","list","delete"]}""",
                """{"apiGroups":["apps"],"resources":["statefulsets","statefulsets/status"],"verbs":["get"]}""",
            ],
            role.Namespaced.Select(r => r.ToJson().ToJsonString()));
    }

    [Fact]
    public void Cluster_scoped_kinds_and_urls_are_kept_apart()
    {
        var role = Assert.Single(RbacGenerator.Generate([typeof(GadgetController)]));

        Assert.Equal(
            [
                """{"nonResourceURLs":["/metrics"],"verbs":["get"]}""",
                """{"apiGroups":["storage.k8s.io"],"resources":["storageclasses"],"verbs":["get"]}""",
                """{"apiGroups":["test.example"],"resources":["gadgets"],"verbs":["watch"]}""",
            ],
            role.ClusterScoped.Select(r => r.ToJson().ToJsonString()));
        Assert.Equal(
            ["""{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"resourceNames":["mine"],"verbs":["update"]}"""],
            role.Namespaced.Select(r => r.ToJson().ToJsonString()));
    }

    [Theory]
    [InlineData(typeof(NoVerbController))]
    [InlineData(typeof(NoResourceController))]
    [InlineData(typeof(NoGroupController))]
    public void An_attribute_that_grants_nothing_is_refused(Type type) =>
        Assert.Throws<SchemaException>(() => RbacGenerator.Generate([type]));

    [EntityRbac(typeof(V1StatefulSet), Verbs = RbacVerb.Get)]
    [GenericRbac(Groups = ["apps"], Resources = ["statefulsets/status"], Verbs = RbacVerb.Get)]
    [EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.List)]
    private sealed class WidgetController;

    [EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.Delete)]
    private sealed class WidgetFinalizer;

    [EntityRbac(typeof(V1Gadget), Verbs = RbacVerb.Watch)]
    [GenericRbac(Groups = ["storage.k8s.io"], Resources = ["storageclasses"], Verbs = RbacVerb.Get, ClusterScoped = true)]
    [GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], ResourceNames = ["mine"], Verbs = RbacVerb.Update)]
    [GenericRbac(Urls = ["/metrics"], Verbs = RbacVerb.Get)]
    private sealed class GadgetController;

    [GenericRbac(Groups = [""], Resources = ["pods"])]
    private sealed class NoVerbController;

    [GenericRbac(Groups = [""], Verbs = RbacVerb.Get)]
    private sealed class NoResourceController;

    [GenericRbac(Resources = ["pods"], Verbs = RbacVerb.Get)]
    private sealed class NoGroupController;
}
