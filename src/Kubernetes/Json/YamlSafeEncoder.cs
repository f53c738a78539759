using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Howdah.Kubernetes.Json;

/// <summary>
/// Escapes for a reader that may be a JSON or a YAML 1.1 parser (the API server reads apply bodies with the latter).
/// YAML refuses escaped surrogate pairs, so characters beyond the basic plane stay as they are; YAML refuses raw control characters
/// and folds raw line separators, so those are escaped even where JSON would not ask for it (yaml.org/spec/1.1, sections 5.1 and 5.4).
/// </summary>
internal sealed unsafe class YamlSafeEncoder : JavaScriptEncoder
{
    public static readonly YamlSafeEncoder Instance = new();

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat(['"', '\\', 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF])
            .Concat(Enumerable.Range(0xD800, 0x800)).Select(code => (char)code)]);

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is < 0x20 or '"' or '\\' or (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var start = 0; ;)
        {
            var index = span[start..].IndexOfAny(Suspects);
            if (index < 0)
            {
                return -1;
            }

            index += start;
            if (!char.IsHighSurrogate(span[index]) || index + 1 >= span.Length || !char.IsLowSurrogate(span[index + 1]))
            {
                return index;
            }

            start = index + 2;
        }
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
        {
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        }

        Span<char> escape = stackalloc char[6];
        var length = Escape(unicodeScalar, escape);
        numberOfCharactersWritten = escape[..length].TryCopyTo(destination) ? length : 0;
        return numberOfCharactersWritten > 0;
    }

    private static int Escape(int scalar, Span<char> escape)
    {
        escape[0] = '\\';
        escape[1] = scalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => 'u',
        };
        return escape[1] == 'u' && scalar.TryFormat(escape[2..], out _, "X4") ? 6 : 2;
    }
}
