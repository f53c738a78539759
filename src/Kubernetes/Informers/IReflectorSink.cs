using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>Where a reflector puts what it sees.</summary>
internal interface IReflectorSink<T>
    where T : class, IKubernetesObject
{
    /// <summary>Prepares an object for keeping: trims it, and returns the kept one when that is the same version.</summary>
    T Keep(T entity);

    /// <summary>The complete state of a namespace, or of everything.</summary>
    void Replace(string? ns, IReadOnlyCollection<T> entities);

    void Put(T entity);

    void Remove(T entity);
}
