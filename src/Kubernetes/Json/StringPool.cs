namespace Howdah.Kubernetes.Informers;

/// <summary>
/// Shares equal strings among objects: labels and finalizers are the same few words ten thousand times. One slot a hash, last one wins,
/// so it never grows and needs no lock.
/// </summary>
internal sealed class StringPool
{
    private const int Slots = 4096;
    private const int LongestShared = 128;

    private readonly string?[] _slots = new string?[Slots];

    public string Share(string text)
    {
        if (text.Length > LongestShared)
        {
            return text;
        }

        ref var slot = ref _slots[text.GetHashCode(StringComparison.Ordinal) & (Slots - 1)];
        if (slot is { } shared && shared == text)
        {
            return shared;
        }

        slot = text;
        return text;
    }

    public Dictionary<string, string> Share(Dictionary<string, string> entries)
    {
        var shared = new Dictionary<string, string>(entries.Count);
        foreach (var (key, value) in entries)
        {
            shared[Share(key)] = Share(value);
        }

        return shared;
    }
}
