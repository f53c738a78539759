namespace Howdah.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects, with <c>apiVersion</c> and <c>kind</c> filled in.</param>
/// <param name="ResourceVersion">Where a watch may start.</param>
/// <param name="Continue">Null on the last page.</param>
public sealed record EntityList<T>(List<T> Items, string ResourceVersion, string? Continue);
