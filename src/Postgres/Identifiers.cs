using System.Text;

namespace Howdah.Postgres;

/// <summary>SQL identifiers and literals.</summary>
public static class Identifiers
{
    /// <summary>NAMEDATALEN − 1; PostgreSQL cuts longer names.</summary>
    public const int LongestBytes = 63;

    /// <summary>Null when PostgreSQL takes this name for a role or database as it is; else why not.</summary>
    public static string? Refuse(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty";
        }

        if (Encoding.UTF8.GetByteCount(name) > LongestBytes)
        {
            return $"is longer than {LongestBytes} bytes";
        }

        return name.Any(char.IsControl) ? "holds a control character" : null;
    }

    /// <summary>Null when the name can be an application's role; else why not: PostgreSQL's own and ours are not for applications.</summary>
    public static string? RefuseRole(string? name) => Refuse(name) ?? (
        name is "postgres" or "public" or "none" || name!.StartsWith("pg_", StringComparison.Ordinal) || name.StartsWith("howdah_", StringComparison.Ordinal)
            ? "is reserved"
            : null);

    /// <summary><c>"name"</c>, with quotes doubled.</summary>
    /// <exception cref="ArgumentException">PostgreSQL could not hold the name.</exception>
    public static string Quote(string name) =>
        Refuse(name) is { } refusal
            ? throw new ArgumentException($"The name '{name}' {refusal}.", nameof(name))
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string constant: <c>'it''s'</c>, or <c>E'..'</c> when it holds a backslash, so that standard_conforming_strings does not matter.</summary>
    /// <exception cref="ArgumentException">A NUL, which PostgreSQL cannot hold.</exception>
    public static string Literal(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A string constant cannot hold NUL.", nameof(value));
        }

        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal) ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }
}
