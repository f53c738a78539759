using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>
/// The indexes of a store: by controlling owner always, by label only for labels that somebody asked for, so that nothing is paid for
/// labels nobody looks up. Not thread-safe: the store calls it under its lock.
/// </summary>
internal sealed class ObjectIndexes
{
    private readonly KeyIndex<string> _owners = new();
    private readonly Dictionary<string, KeyIndex<(string Namespace, string Value)>> _labels = [];

    public IReadOnlyCollection<NamespacedName> OwnedBy(string uid) => _owners[uid];

    /// <summary>The first question about a label reads <paramref name="all"/> once, to build its index.</summary>
    public IReadOnlyCollection<NamespacedName> WithLabel(string ns, string label, string value, IEnumerable<IKubernetesObject> all)
    {
        if (!_labels.TryGetValue(label, out var index))
        {
            _labels[label] = index = new();
            foreach (var entity in all)
            {
                AddLabel(index, label, entity);
            }
        }

        return index[(ns, value)];
    }

    public void Add(IKubernetesObject entity)
    {
        if (ControllerUid(entity) is { } uid)
        {
            _owners.Add(uid, NamespacedName.Of(entity));
        }

        foreach (var (label, index) in _labels)
        {
            AddLabel(index, label, entity);
        }
    }

    public void Remove(IKubernetesObject entity)
    {
        var key = NamespacedName.Of(entity);
        if (ControllerUid(entity) is { } uid)
        {
            _owners.Remove(uid, key);
        }

        foreach (var (label, index) in _labels)
        {
            if (entity.Metadata.Labels?.TryGetValue(label, out var value) is true)
            {
                index.Remove((key.Namespace, value), key);
            }
        }
    }

    private static void AddLabel(KeyIndex<(string Namespace, string Value)> index, string label, IKubernetesObject entity)
    {
        if (entity.Metadata.Labels?.TryGetValue(label, out var value) is true)
        {
            var key = NamespacedName.Of(entity);
            index.Add((key.Namespace, value), key);
        }
    }

    private static string? ControllerUid(IKubernetesObject entity) =>
        entity.Metadata.OwnerReferences?.Find(static owner => owner.Controller is true)?.Uid;
}
