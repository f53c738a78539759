using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;

namespace Howdah.Operator.Applying;

/// <summary>What is remembered of one object between its reconciliations.</summary>
internal interface IMemory
{
    /// <summary>Of the object, so that one that was made again under an old name begins with an empty memory.</summary>
    string Uid { get; }
}

/// <summary>The memories of all objects of a kind.</summary>
/// <param name="create">An empty memory of the object with this uid.</param>
internal abstract class Memories<TMemory>(Func<string, TMemory> create)
    where TMemory : class, IMemory
{
    private readonly ConcurrentDictionary<NamespacedName, TMemory> _memories = new();

    public TMemory Of(IKubernetesObject entity)
    {
        var uid = entity.Metadata.Uid ?? "";
        return _memories.AddOrUpdate(
            NamespacedName.Of(entity),
            static (_, argument) => argument.create(argument.uid),
            static (_, present, argument) => present.Uid == argument.uid ? present : argument.create(argument.uid),
            (uid, create));
    }

    public TMemory? Find(NamespacedName name) => _memories.GetValueOrDefault(name);

    public void Forget(IKubernetesObject entity) => _memories.TryRemove(NamespacedName.Of(entity), out _);
}
