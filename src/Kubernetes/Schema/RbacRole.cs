namespace Howdah.Kubernetes.Schema;

/// <summary>What one controller may do, found on its attributes.</summary>
/// <param name="Name">The controller in lower case, for example <c>postgrescluster-controller</c>.</param>
/// <param name="Namespaced">Rules that can be granted for single namespaces.</param>
/// <param name="ClusterScoped">Rules that only make sense for the whole cluster.</param>
public sealed record RbacRole(string Name, IReadOnlyList<RbacRule> Namespaced, IReadOnlyList<RbacRule> ClusterScoped);
