using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>The kinds that are served now.</summary>
internal sealed class KindRegistry
{
    private readonly ConcurrentDictionary<(string Group, string Version, string Plural), ServedKind> _kinds = new();

    public KindRegistry()
    {
        foreach (var kind in BuiltInKinds.All)
        {
            Serve(kind);
        }
    }

    public IEnumerable<ServedKind> All => _kinds.Values.OrderBy(kind => kind.Kind.Plural, StringComparer.Ordinal);

    public void Serve(ServedKind kind) => _kinds[(kind.Kind.Group, kind.Kind.Version, kind.Kind.Plural)] = kind;

    public void Withdraw(ResourceKind kind) => _kinds.TryRemove((kind.Group, kind.Version, kind.Plural), out _);

    public ServedKind? Find(string group, string version, string plural) => _kinds.GetValueOrDefault((group, version, plural));

    public ServedKind? FindByPlural(string group, string plural) => All.FirstOrDefault(kind => kind.Kind.Group == group && kind.Kind.Plural == plural);
}
