using System.Text.Json;
using Howdah.Entities;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Testing;
using Howdah.Operator.Applying;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>An informer that is never behind: it reads the fake server's store when a reconciliation begins.</summary>
internal sealed class StoreCache<T>(FakeApiServer server) : IEntityCache<T>
    where T : class, IKubernetesObject
{
    public static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default, ApplyingJsonContext.Default);

    private List<T> _entities = [];

    public bool HasSynced => true;

    public int Count => _entities.Count;

    public void Refresh() => _entities = [.. server.List(ResourceKind.Of<T>()).Select(entity => entity.Deserialize(Json.TypeInfo<T>())!)];

    public T? Get(NamespacedName key) => _entities.Find(entity => NamespacedName.Of(entity) == key);

    public IReadOnlyList<T> List(string? ns = null) => [.. _entities.Where(entity => ns is null || entity.Metadata.Namespace == ns)];

    public IReadOnlyList<T> OwnedBy(string ownerUid) =>
        [.. _entities.Where(entity => entity.Metadata.OwnerReferences?.Exists(owner => owner.Controller == true && owner.Uid == ownerUid) ?? false)];

    public IReadOnlyList<T> WithLabel(string ns, string label, string value) =>
        [.. _entities.Where(entity => entity.Metadata.Namespace == ns && entity.Metadata.Labels?.GetValueOrDefault(label) == value)];
}
