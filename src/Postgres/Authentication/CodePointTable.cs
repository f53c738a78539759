using System.Globalization;

namespace Howdah.Postgres.Authentication;

/// <summary>A set of code points, as sorted ranges.</summary>
internal sealed class CodePointTable
{
    private readonly int[] _first;
    private readonly int[] _last;

    private CodePointTable(string ranges)
    {
        var bounds = ranges.Split(' ').Select(range => range.Split('-')).ToList();
        _first = [.. bounds.Select(bound => Hex(bound[0]))];
        _last = [.. bounds.Select(bound => Hex(bound[^1]))];
    }

    public bool Contains(int codePoint)
    {
        var index = Array.BinarySearch(_first, codePoint);
        return index >= 0 || (~index > 0 && codePoint <= _last[~index - 1]);
    }

    /// <summary>The tables of saslprep.tsv by name.</summary>
    public static Dictionary<string, CodePointTable> Load()
    {
        using var stream = typeof(CodePointTable).Assembly.GetManifestResourceStream("saslprep.tsv")
            ?? throw new InvalidOperationException("saslprep.tsv is not in the assembly.");
        using var reader = new StreamReader(stream);
        var tables = new Dictionary<string, CodePointTable>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split('\t') is [var name, var ranges])
            {
                tables.Add(name, new CodePointTable(ranges));
            }
        }

        return tables;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
