namespace Howdah.Operator.PostgresClusters.Applying;

/// <summary>An object of a name that the operator needs belongs to somebody else: it is left alone.</summary>
internal sealed class ForeignObjectException(string kind, string name, bool goesAway) : Exception(
    goesAway
        ? $"{kind} {name} belongs to a deleted cluster of the same name; waiting until it is gone"
        : $"{kind} {name} exists and does not belong to this cluster; delete or rename it, or give the cluster another name")
{
    public string ObjectKind { get; } = kind;

    public string ObjectName { get; } = name;

    /// <summary>Its owner is an earlier cluster of this name, so garbage collection removes it.</summary>
    public bool GoesAway { get; } = goesAway;
}
