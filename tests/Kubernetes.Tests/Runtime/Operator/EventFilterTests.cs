using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class EventFilterTests
{
    public static TheoryData<string, Action<V1Widget>, bool> Changes => new()
    {
        { "status", widget => widget.Status.Seen = 9, false },
        { "resource version", widget => widget.Metadata.ResourceVersion = "9", false },
        { "owner", widget => widget.Metadata.OwnerReferences = [], false },
        { "generation", widget => widget.Metadata.Generation = 2, true },
        { "label value", widget => widget.Metadata.Labels!["l"] = "2", true },
        { "label added", widget => widget.Metadata.Labels!["m"] = "1", true },
        { "labels gone", widget => widget.Metadata.Labels = null, true },
        { "label renamed", widget => widget.Metadata.Labels = new() { ["k"] = "1" }, true },
        { "annotation", widget => widget.Metadata.Annotations = new() { ["a"] = "1" }, true },
        { "empty annotations", widget => widget.Metadata.Annotations = [], false },
        { "deletion", widget => widget.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch, true },
        { "finalizer gone", widget => widget.Metadata.Finalizers = [], true },
        { "finalizer order", widget => widget.Metadata.Finalizers!.Reverse(), true },
        { "no generation", widget => widget.Metadata.Generation = null, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Everything_but_the_status_matters(string what, Action<V1Widget> change, bool matters)
    {
        var (old, now) = (Widget(), Widget());
        change(now);

        Assert.True(matters == EventFilter.Matters(StoreDelta<V1Widget>.Updated(old, now)), what);
    }

    [Fact]
    public void Coming_and_going_always_matters()
    {
        Assert.True(EventFilter.Matters(StoreDelta<V1Widget>.Added(Widget())));
        Assert.True(EventFilter.Matters(StoreDelta<V1Widget>.Deleted(Widget())));
    }

    private static V1Widget Widget()
    {
        var widget = V1Widget.Named("a");
        widget.Metadata.Generation = 1;
        widget.Metadata.ResourceVersion = "1";
        widget.Metadata.Labels = new() { ["l"] = "1" };
        widget.Metadata.Finalizers = ["example.com/a", "example.com/b"];
        return widget;
    }
}
