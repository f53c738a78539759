using System.Text;

namespace Howdah.Postgres.Configuration;

/// <summary>Syntax of postgresql.conf.</summary>
public static class ConfigurationFile
{
    /// <summary><c>name = 'value'</c>: quotes doubled, backslashes doubled, because the file's parser takes both for escapes.</summary>
    /// <exception cref="ArgumentException">A line break or NUL in the value: there is no way to write it.</exception>
    public static string Line(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
        {
            throw new ArgumentException($"The value of {name} holds a line break or NUL.", nameof(value));
        }

        return $"{name} = '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
    }

    public static string Render(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        foreach (var (name, value) in settings)
        {
            text.Append(Line(name, value)).Append('\n');
        }

        return text.ToString();
    }
}
