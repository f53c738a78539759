using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class OwnerMapperTests
{
    private static readonly ResourceKind Widget = ResourceKind.Of<V1Widget>();

    [Theory]
    [InlineData("test.howdah.dev/v1alpha1", "Widget", true, "red/owner")]
    [InlineData("test.howdah.dev/v2", "Widget", true, "red/owner")]
    [InlineData("other.howdah.dev/v1alpha1", "Widget", true, null)]
    [InlineData("v1", "Widget", true, null)]
    [InlineData("test.howdah.dev/v1alpha1", "Depot", true, null)]
    [InlineData("test.howdah.dev/v1alpha1", "Widget", false, null)]
    [InlineData("test.howdah.dev/v1alpha1", "Widget", null, null)]
    public void The_group_the_kind_and_the_controller_mark_decide(string apiVersion, string kind, bool? controller, string? expected) =>
        Assert.Equal(expected, OwnerMapper.Owner(Widget, Owned(apiVersion, kind, controller))?.ToString());

    [Fact]
    public void The_core_group_has_no_slash() =>
        Assert.Equal("red/owner", OwnerMapper.Owner(new ResourceKind("", "v1", "Pod", "pods"), Owned("v1", "Pod", true)).ToString());

    [Fact]
    public void A_cluster_scoped_owner_has_no_namespace() =>
        Assert.Equal("owner", OwnerMapper.Owner(ResourceKind.Of<V1Depot>(), Owned("test.howdah.dev/v1alpha1", "Depot", true)).ToString());

    [Fact]
    public void An_update_under_the_same_owner_names_it_once()
    {
        var (old, now) = (Owned("test.howdah.dev/v1", "Widget", true), Owned("test.howdah.dev/v1", "Widget", true));

        Assert.Single(OwnerMapper.Owners(Widget, StoreDelta<V1Widget>.Updated(old, now)));
    }

    [Fact]
    public void A_deletion_names_the_owner_of_the_last_state() =>
        Assert.Single(OwnerMapper.Owners(Widget, StoreDelta<V1Widget>.Deleted(Owned("test.howdah.dev/v1", "Widget", true))));

    [Fact]
    public void An_object_without_owners_names_nobody() => Assert.Empty(OwnerMapper.Owners(Widget, StoreDelta<V1Widget>.Added(V1Widget.Named("a"))));

    private static V1Widget Owned(string apiVersion, string kind, bool? controller)
    {
        var widget = V1Widget.Named("a", "red");
        widget.Metadata.OwnerReferences =
        [
            new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "other" },
            new V1OwnerReference { ApiVersion = apiVersion, Kind = kind, Name = "owner", Controller = controller },
        ];
        return widget;
    }
}
