using System.Globalization;
using System.Text;

namespace Howdah.Search.Http;

/// <summary>Builds the path of a request out of names and values, escaping them.</summary>
internal sealed class SearchPath
{
    private readonly StringBuilder _text = new();
    private char _separator = '?';

    public SearchPath(params ReadOnlySpan<string> segments)
    {
        foreach (var segment in segments)
        {
            _text.Append('/').Append(Escape(segment));
        }
    }

    public SearchPath With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public SearchPath With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();

    private static string Escape(string segment) => segment is "." or ".." ? segment.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(segment);
}
