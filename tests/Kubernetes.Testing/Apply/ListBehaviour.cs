namespace Howdah.Kubernetes.Testing.Apply;

internal enum ListKind
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>Scalars, each owned by itself.</summary>
    Set,

    /// <summary>Objects told apart by key fields.</summary>
    Map,
}

/// <summary>How a list merges; keys only for <see cref="ListKind.Map"/>.</summary>
internal sealed record ListBehaviour(ListKind Kind, IReadOnlyList<string> Keys)
{
    public static readonly ListBehaviour Atomic = new(ListKind.Atomic, []);

    public static readonly ListBehaviour Set = new(ListKind.Set, []);

    public static ListBehaviour MapBy(params string[] keys) => new(ListKind.Map, keys);
}
