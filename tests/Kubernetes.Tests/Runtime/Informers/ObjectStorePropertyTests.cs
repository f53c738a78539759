using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class ObjectStorePropertyTests
{
    [Fact]
    public void Replaying_the_deltas_of_any_sequence_of_lists_and_events_rebuilds_the_store() =>
        Prop.ForAll<(byte Kind, (byte Name, byte Uid, byte Version)[] Objects)[]>(steps =>
        {
            var store = new ObjectStore<V1Widget>();
            var replayed = new Dictionary<NamespacedName, V1Widget>();
            foreach (var (kind, objects) in steps)
            {
                var widgets = objects.Select(Widget).DistinctBy(NamespacedName.Of).ToList();
                IEnumerable<StoreDelta<V1Widget>> deltas = (kind % 4) switch
                {
                    0 => store.Replace(null, widgets),
                    1 => store.Replace("ns0", [.. widgets.Where(widget => widget.Metadata.Namespace == "ns0")]),
                    2 => widgets.SelectMany(store.Put).ToList(),
                    _ => widgets.SelectMany(store.Remove).ToList(),
                };
                if (!deltas.All(delta => Replay(replayed, delta)) || !IsExactly(store, kind, widgets))
                {
                    return false;
                }
            }

            return replayed.Count == store.Count
                && replayed.All(entry => ReferenceEquals(store.Get(entry.Key), entry.Value))
                && IndexesAgree(store);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static V1Widget Widget((byte Name, byte Uid, byte Version) shape) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Namespace = $"ns{shape.Name % 2}",
            Name = $"w{shape.Name % 6}",
            Uid = $"w{shape.Name % 6}-{shape.Uid % 2}",
            ResourceVersion = $"{shape.Version % 4}",
            Labels = shape.Version % 3 == 0 ? null : new Dictionary<string, string> { ["l"] = $"{shape.Version % 3}" },
            OwnerReferences = [new V1OwnerReference { Uid = $"o{shape.Version % 2}", Controller = shape.Uid % 3 != 0 }],
        },
    };

    private static bool Replay(Dictionary<NamespacedName, V1Widget> replayed, StoreDelta<V1Widget> delta)
    {
        replayed.TryGetValue(delta.Key, out var known);
        switch (delta.Kind)
        {
            case DeltaKind.Added when known is null && delta.Old is null:
                replayed.Add(delta.Key, delta.New!);
                return true;
            case DeltaKind.Updated when ReferenceEquals(known, delta.Old) && known!.Metadata.Uid == delta.New!.Metadata.Uid:
                replayed[delta.Key] = delta.New!;
                return known.Metadata.ResourceVersion != delta.New!.Metadata.ResourceVersion;
            case DeltaKind.Deleted when known is not null && delta.New is null:
                return replayed.Remove(delta.Key);
            default:
                return false;
        }
    }

    private static bool IsExactly(ObjectStore<V1Widget> store, byte kind, List<V1Widget> widgets) => (kind % 4) switch
    {
        0 => store.List().Select(NamespacedName.Of).ToHashSet().SetEquals(widgets.Select(NamespacedName.Of)),
        1 => store.List("ns0").Select(NamespacedName.Of).ToHashSet()
            .SetEquals(widgets.Select(NamespacedName.Of).Where(key => key.Namespace == "ns0")),
        2 => widgets.All(widget => store.Get(NamespacedName.Of(widget))!.Metadata.ResourceVersion == widget.Metadata.ResourceVersion),
        _ => widgets.All(widget => store.Get(NamespacedName.Of(widget)) is null),
    };

    private static bool IndexesAgree(ObjectStore<V1Widget> store) =>
        new[] { "o0", "o1" }.All(owner => store.OwnedBy(owner).ToHashSet().SetEquals(
            store.List().Where(widget => widget.Metadata.OwnerReferences![0].Controller is true && widget.Metadata.OwnerReferences[0].Uid == owner)))
        && new[] { "1", "2" }.All(value => store.WithLabel("ns0", "l", value).ToHashSet().SetEquals(
            store.List("ns0").Where(widget => widget.Metadata.Labels?["l"] == value)));
}
