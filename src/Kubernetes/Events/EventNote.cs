using System.Text;

namespace Howdah.Kubernetes.Events;

/// <summary>Cuts texts to what the API takes.</summary>
internal static class EventNote
{
    /// <summary>Bytes of UTF-8; the API server refuses an event with a longer note.</summary>
    public const int MaxBytes = 1024;

    private const string Ellipsis = "…";

    /// <summary>The text, or its start and an ellipsis, in no more bytes than that and without half a character at the end.</summary>
    public static string Truncate(string text, int maxBytes = MaxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var left = maxBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var kept = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, kept), Ellipsis);
    }
}
