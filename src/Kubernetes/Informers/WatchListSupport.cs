namespace Howdah.Kubernetes.Informers;

/// <summary>
/// Whether the server streams initial state (KEP-3157, on by default from Kubernetes 1.32 on). It is tried until the server refuses once;
/// all informers of a process share the answer.
/// </summary>
internal sealed class WatchListSupport
{
    private volatile bool _refused;

    public bool IsWorthTrying => !_refused;

    /// <summary>Says whether this was the first refusal.</summary>
    public bool Refuse()
    {
        var first = !_refused;
        _refused = true;
        return first;
    }
}
