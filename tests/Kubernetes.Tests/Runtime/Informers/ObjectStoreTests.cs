using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class ObjectStoreTests
{
    private readonly ObjectStore<V1Widget> _store = new();

    [Fact]
    public void The_same_version_again_is_no_change()
    {
        _store.Put(Widget("a", "1"));

        Assert.Empty(_store.Put(Widget("a", "1")));
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public void Another_version_is_an_update_that_carries_both_states()
    {
        var (old, changed) = (Widget("a", "1"), Widget("a", "2"));
        _store.Put(old);

        var delta = Assert.Single(_store.Put(changed));

        Assert.Equal(StoreDelta<V1Widget>.Updated(old, changed), delta);
        Assert.Same(changed, _store.Get(new NamespacedName("default", "a")));
    }

    [Fact]
    public void The_same_name_with_another_uid_is_a_deletion_and_an_addition()
    {
        _store.Put(Widget("a", "1", uid: "first"));

        Assert.Equal([DeltaKind.Deleted, DeltaKind.Added], _store.Put(Widget("a", "5", uid: "second")).Select(delta => delta.Kind));
        Assert.Equal([DeltaKind.Deleted, DeltaKind.Added], _store.Replace(null, [Widget("a", "9", uid: "third")]).Select(delta => delta.Kind));
    }

    [Fact]
    public void A_deletion_carries_the_last_state_and_an_unknown_one_is_nothing()
    {
        _store.Put(Widget("a", "1"));
        var last = Widget("a", "2");

        Assert.Same(last, Assert.Single(_store.Remove(last)).Object);
        Assert.Empty(_store.Remove(last));
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void Replacing_one_namespace_leaves_the_others_alone()
    {
        _store.Put(Widget("a", "1", "red"));
        _store.Put(Widget("b", "1", "blue"));

        var deltas = _store.Replace("red", []);

        Assert.Equal(("red", "a"), (deltas.Single().Key.Namespace, deltas.Single().Key.Name));
        Assert.Equal("b", _store.List().Single().Metadata.Name);
    }

    [Fact]
    public void Lists_can_be_narrowed_to_a_namespace()
    {
        _store.Put(Widget("a", "1", "red"));
        _store.Put(Widget("b", "1", "blue"));

        Assert.Equal(["a"], _store.List("red").Select(widget => widget.Metadata.Name));
        Assert.Empty(_store.List("green"));
        Assert.Equal(2, _store.List().Count);
    }

    [Fact]
    public void Owned_objects_are_found_by_the_uid_of_their_controller()
    {
        _store.Put(Owned("a", "1", "owner-1", controller: true));
        _store.Put(Owned("b", "1", "owner-1", controller: null));
        _store.Put(Owned("c", "1", "owner-2", controller: true));

        Assert.Equal(["a"], _store.OwnedBy("owner-1").Select(widget => widget.Metadata.Name));
        _store.Put(Owned("a", "2", "owner-2", controller: true));
        Assert.Empty(_store.OwnedBy("owner-1"));
        Assert.Equal(["a", "c"], _store.OwnedBy("owner-2").Select(widget => widget.Metadata.Name).Order());
        _store.Remove(Owned("c", "2", "owner-2", controller: true));
        Assert.Equal(["a"], _store.OwnedBy("owner-2").Select(widget => widget.Metadata.Name));
        _store.Replace(null, []);
        Assert.Empty(_store.OwnedBy("owner-2"));
    }

    [Fact]
    public void Labelled_objects_are_found_whether_they_came_before_or_after_the_first_question()
    {
        _store.Put(Labelled("a", "1", "x"));
        Assert.Equal(["a"], WithLabel("x"));

        _store.Put(Labelled("b", "1", "x"));
        Assert.Equal(["a", "b"], WithLabel("x"));
        _store.Put(Labelled("a", "2", "y"));
        Assert.Equal(["b"], WithLabel("x"));
        Assert.Equal(["a"], WithLabel("y"));
        _store.Remove(Labelled("b", "2", "x"));
        Assert.Empty(WithLabel("x"));
        Assert.Empty(_store.WithLabel("elsewhere", "app", "y"));
        Assert.Empty(_store.WithLabel("default", "other", "y"));
    }

    [Fact]
    public void Only_the_same_version_of_the_same_object_is_reused()
    {
        var kept = Widget("a", "1");
        _store.Put(kept);

        Assert.Same(kept, _store.Reuse(Widget("a", "1")));
        Assert.NotSame(kept, _store.Reuse(Widget("a", "2")));
        Assert.NotSame(kept, _store.Reuse(Widget("a", "1", uid: "other")));
    }

    private static V1Widget Widget(string name, string version, string ns = "default", string uid = "uid") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = ns, Uid = uid, ResourceVersion = version },
    };

    private static V1Widget Owned(string name, string version, string owner, bool? controller)
    {
        var widget = Widget(name, version);
        widget.Metadata.OwnerReferences = [new V1OwnerReference { Uid = "other" }, new V1OwnerReference { Uid = owner, Controller = controller }];
        return widget;
    }

    private static V1Widget Labelled(string name, string version, string value)
    {
        var widget = Widget(name, version);
        widget.Metadata.Labels = new Dictionary<string, string> { ["app"] = value };
        return widget;
    }

    private string[] WithLabel(string value) => [.. _store.WithLabel("default", "app", value).Select(widget => widget.Metadata.Name!).Order()];
}
