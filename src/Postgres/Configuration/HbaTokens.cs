using System.Text;

namespace Howdah.Postgres.Configuration;

/// <param name="Text">Without its quotes.</param>
/// <param name="Quoted">A quoted word is never a keyword.</param>
internal sealed record HbaToken(string Text, bool Quoted);

/// <summary>Splits a line of pg_hba.conf: fields apart by blanks, lists within a field by commas, words quoted or not, <c>#</c> begins a comment.</summary>
internal static class HbaTokens
{
    /// <summary>Null when the line could be split; else why not.</summary>
    public static string? Parse(string line, out List<List<HbaToken>> fields)
    {
        fields = [];
        var field = new List<HbaToken>();
        var position = 0;
        var afterComma = false;
        while (true)
        {
            var blank = false;
            while (position < line.Length && line[position] is ' ' or '\t')
            {
                position++;
                blank = true;
            }

            if (blank && field.Count > 0 && !afterComma)
            {
                fields.Add(field);
                field = [];
            }

            if (position >= line.Length || line[position] == '#')
            {
                break;
            }

            if (line[position] == ',')
            {
                if (field.Count == 0 || afterComma)
                {
                    return "has a comma without a word before it";
                }

                afterComma = true;
                position++;
                continue;
            }

            if (Word(line, ref position) is not { } token)
            {
                return "has a quote that is not closed";
            }

            field.Add(token);
            afterComma = false;
        }

        if (afterComma)
        {
            return "ends with a comma";
        }

        if (field.Count > 0)
        {
            fields.Add(field);
        }

        return null;
    }

    private static HbaToken? Word(string line, ref int position)
    {
        var text = new StringBuilder();
        var quoted = line[position] == '"';
        var inside = false;
        for (; position < line.Length; position++)
        {
            var c = line[position];
            if (c == '"')
            {
                if (inside && position + 1 < line.Length && line[position + 1] == '"')
                {
                    text.Append('"');
                    position++;
                    continue;
                }

                inside = !inside;
                continue;
            }

            if (!inside && c is ' ' or '\t' or ',' or '#')
            {
                break;
            }

            text.Append(c);
        }

        return inside ? null : new HbaToken(text.ToString(), quoted);
    }
}
