using System.Text;

namespace Howdah.Kubernetes.Json;

/// <summary>
/// Shares equal strings among objects: labels, condition types and image names are the same few words ten thousand times. One slot a hash, last
/// one wins, so it never grows, needs no lock, and what is unique (names, versions) merely passes through.
/// </summary>
internal sealed class StringPool
{
    /// <summary>Longer texts are not shared, in bytes of UTF-8.</summary>
    public const int LongestShared = 256;

    private const int Slots = 4096;

    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string of this text, an earlier one if it is still known; null when the text is not one to share: long, or not ASCII.</summary>
    public string? Share(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestShared)
        {
            return null;
        }

        ref var slot = ref _slots[Hash(utf8) & (Slots - 1)];
        if (slot is { } shared && shared.Length == utf8.Length && Ascii.Equals(utf8, shared))
        {
            return shared;
        }

        return Ascii.IsValid(utf8) ? slot = Encoding.ASCII.GetString(utf8) : null;
    }

    // FNV-1a with its upper half mixed in; who makes texts collide gains nothing but that they are not shared.
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261u;
        foreach (var one in text)
        {
            hash = (hash ^ one) * 16777619u;
        }

        return hash ^ (hash >> 16);
    }
}
