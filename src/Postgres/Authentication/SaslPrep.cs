using System.Text;

namespace Howdah.Postgres.Authentication;

/// <summary>
/// SASLprep (RFC 4013) of a password, as PostgreSQL's server and libpq do it: non-ASCII spaces become a space, characters that are commonly mapped to nothing go, the rest is
/// normalised to NFKC. Where RFC 4013 prohibits the result, or the text is not valid Unicode, the password is used as it was given.
/// </summary>
public static class SaslPrep
{
    private static readonly Lazy<Dictionary<string, CodePointTable>> Tables = new(CodePointTable.Load);

    public static string Normalize(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.All(char.IsAscii))
        {
            return password;
        }

        var mapped = new StringBuilder(password.Length);
        for (var position = 0; position < password.Length;)
        {
            if (!Rune.TryGetRuneAt(password, position, out var rune))
            {
                return password;
            }

            if (Is("space", rune))
            {
                mapped.Append(' ');
            }
            else if (!Is("nothing", rune))
            {
                mapped.Append(rune.ToString());
            }

            position += rune.Utf16SequenceLength;
        }

        var normalized = mapped.ToString().Normalize(NormalizationForm.FormKC);
        var runes = normalized.EnumerateRunes().ToList();
        return runes.Count == 0 || runes.Exists(rune => Is("prohibited", rune)) || !IsDirectionConsistent(runes) ? password : normalized;
    }

    /// <summary>RFC 3454, section 6: text with right-to-left letters begins and ends with one and holds no left-to-right letter.</summary>
    private static bool IsDirectionConsistent(List<Rune> runes) =>
        !runes.Exists(rune => Is("right", rune)) || (Is("right", runes[0]) && Is("right", runes[^1]) && !runes.Exists(rune => Is("left", rune)));

    private static bool Is(string table, Rune rune) => Tables.Value[table].Contains(rune.Value);
}
