using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Howdah.Postgres.Configuration;

/// <summary>The value of synchronous_standby_names: <c>ANY n ("a","b")</c>.</summary>
public static class SynchronousNames
{
    /// <summary>Nobody has this name. PostgreSQL takes an empty list for asynchronous; a list with this name alone makes commits wait.</summary>
    public const string Nobody = "howdah.nobody";

    public static string Render(int number, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        IEnumerable<string> list = names.Count == 0 ? [Nobody] : names.Order(StringComparer.Ordinal);
        var quoted = list.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        return string.Create(CultureInfo.InvariantCulture, $"ANY {number} ({string.Join(",", quoted)})");
    }

    /// <summary>Reads what <see cref="Render"/> writes; false for anything else.</summary>
    public static bool TryParse(string? value, out int number, [NotNullWhen(true)] out IReadOnlyList<string>? names)
    {
        number = 0;
        names = null;
        if (value is null || !value.StartsWith("ANY ", StringComparison.OrdinalIgnoreCase) || !value.EndsWith(')'))
        {
            return false;
        }

        var open = value.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !int.TryParse(value.AsSpan(4, open - 4).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1)
        {
            return false;
        }

        names = ParseNames(value[(open + 1)..^1]);
        return names is not null;
    }

    private static List<string>? ParseNames(string list)
    {
        var names = new List<string>();
        for (var position = 0; ; position++)
        {
            if (position >= list.Length || list[position] != '"')
            {
                return null;
            }

            var name = "";
            for (position++; position < list.Length; position++)
            {
                if (list[position] == '"')
                {
                    if (position + 1 >= list.Length || list[position + 1] != '"')
                    {
                        break;
                    }

                    position++;
                }

                name += list[position];
            }

            if (position >= list.Length)
            {
                return null;
            }

            if (name != Nobody)
            {
                names.Add(name);
            }

            position++;
            if (position == list.Length)
            {
                return names;
            }

            if (list[position] != ',')
            {
                return null;
            }
        }
    }
}
