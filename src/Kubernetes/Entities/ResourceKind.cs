using System.Collections.Concurrent;
using System.Reflection;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Entities;

/// <summary>How a kind is addressed on the API server.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Kind">For example <c>StatefulSet</c>.</param>
/// <param name="Plural">For example <c>statefulsets</c>: the path segment.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool Namespaced = true)
{
    private static readonly ConcurrentDictionary<Type, ResourceKind> Known = new();

    /// <summary><c>group/version</c>, or only the version for the core group.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads <see cref="KubernetesEntityAttribute"/> and <see cref="EntityScopeAttribute"/> of an entity type.</summary>
    /// <exception cref="InvalidOperationException">The type has no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static ResourceKind Of(Type entityType) => Known.GetOrAdd(entityType, static type =>
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no [KubernetesEntity] attribute.");
        var scope = type.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced;
        return new ResourceKind(entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName, scope == EntityScope.Namespaced);
    });

    public static ResourceKind Of<T>()
        where T : IKubernetesObject => Of(typeof(T));
}
