namespace Howdah.Postgres.Configuration;

/// <summary>Which settings a user may give, and whether their values can be right.</summary>
public static class ParameterRules
{
    /// <summary>Longer values are refused: PostgreSQL reads lines of any length, status messages do not.</summary>
    public const int LongestValue = 4096;

    private const string Path = "spec.postgresql.parameters";

    /// <summary>Everything that is wrong with <paramref name="parameters"/>; empty when PostgreSQL will take them.</summary>
    /// <param name="parameters">spec.postgresql.parameters.</param>
    /// <param name="major">Major version of the server, when it is known: a setting it does not have would keep it from starting.</param>
    public static IReadOnlyList<ParameterRefusal> Validate(IReadOnlyDictionary<string, string>? parameters, int? major = null)
    {
        var refusals = new List<ParameterRefusal>();
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in (parameters ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Refuse(name, value, major) is { } message)
            {
                refusals.Add(new ParameterRefusal($"{Path}.{Printable(name)}", message));
            }
            else if (!seen.TryAdd(name, name))
            {
                refusals.Add(new ParameterRefusal($"{Path}.{Printable(name)}", $"is given twice: also as {seen[name]}"));
            }
        }

        return refusals;
    }

    /// <summary>Whether a change of this setting takes effect only after a restart. Settings of extensions may: pg_settings.pending_restart tells.</summary>
    public static bool NeedsRestart(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return KnownParameters.Find(name)?.NeedsRestart ?? IsExtensions(name);
    }

    internal static bool IsExtensions(string name) => name.Contains('.', StringComparison.Ordinal);

    private static string? Refuse(string name, string? value, int? major)
    {
        if (!IsName(name))
        {
            return "is not the name of a setting: letters, digits, underscores, and for an extension's setting one dot";
        }

        if (RefusedParameters.Remedy(name) is { } remedy)
        {
            return remedy;
        }

        if (value is null)
        {
            return "has no value";
        }

        if (value.Length > LongestValue)
        {
            return $"is longer than {LongestValue} characters";
        }

        if (value.Any(char.IsControl))
        {
            return "holds a control character, such as a line break";
        }

        if (IsExtensions(name))
        {
            return null;
        }

        if (KnownParameters.Find(name) is not { } known)
        {
            return "is not a setting of PostgreSQL 13 to 18; a setting of an extension has the extension's name and a dot before it";
        }

        if (known.Context == "internal")
        {
            return "cannot be set: PostgreSQL reports it, or it is fixed when the cluster is initialised";
        }

        if (major is { } version && !known.ExistsIn(version))
        {
            return known.Until < version
                ? $"does not exist any more in PostgreSQL {version} (up to {known.Until})"
                : $"does not exist yet in PostgreSQL {version} (from {known.Since} on)";
        }

        return ParameterValues.Refuse(known, value);
    }

    private static bool IsName(string name)
    {
        var parts = name.Split('.');
        return name.Length is > 0 and <= 127 && parts.Length <= 2 && parts.All(part =>
            part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
    }

    private static string Printable(string name) => string.Concat(name.Take(64).Select(c => char.IsControl(c) ? '?' : c));
}
