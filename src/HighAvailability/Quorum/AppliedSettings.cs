using Howdah.Postgres.Configuration;

namespace Howdah.HighAvailability.Quorum;

/// <summary>
/// The text of <see cref="SynchronousStandbys.Applied"/>: settings of synchronous_standby_names, with semicolons between, under which commits may have been acknowledged
/// that the standbys on record are not known to have. Usually one.
/// </summary>
public static class AppliedSettings
{
    internal static IReadOnlyList<string> Split(string? applied) => (applied ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal static string Add(string? applied, string setting) => string.Join("; ", Split(applied).Append(setting).Distinct());

    /// <summary>How many more standbys must be in <paramref name="stopped"/> by the worst of the settings; at least one for a setting that cannot be read.</summary>
    internal static int Missing(IReadOnlyCollection<string> stopped, string? applied) =>
        Split(applied).Select(setting => SynchronousNames.TryParse(setting, out var number, out var names) ? QuorumRule.Missing(stopped, number, [.. names]) : 1)
            .DefaultIfEmpty(0).Max();

    /// <summary>Whether one of the settings counts on <paramref name="instance"/>, or cannot be read.</summary>
    public static bool CountOn(string? applied, string instance) =>
        Split(applied).Any(setting => !SynchronousNames.TryParse(setting, out _, out var names) || names.Contains(instance));
}
