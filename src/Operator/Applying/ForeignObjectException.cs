namespace Howdah.Operator.Applying;

/// <summary>An object of a name that the operator needs belongs to somebody else: it is left alone.</summary>
internal sealed class ForeignObjectException(string kind, string name, string ownerKind, bool goesAway) : Exception(
    goesAway
        ? $"{kind} {name} belongs to a deleted {ownerKind} of the same name; waiting until it is gone"
        : $"{kind} {name} exists and does not belong to this {ownerKind}; delete or rename it, or give the {ownerKind} another name")
{
    public string ObjectKind { get; } = kind;

    public string ObjectName { get; } = name;

    /// <summary>Its owner is an earlier object of this name, so garbage collection removes it.</summary>
    public bool GoesAway { get; } = goesAway;
}
