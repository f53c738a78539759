using System.Globalization;

namespace Howdah.Postgres.Configuration;

/// <summary>
/// The settings of PostgreSQL 13 to 18. Source: pg_settings of 15 and 17, completed for 13, 14, 16 and 18 from their release notes. Settings that bear an extension's name
/// and a dot are not among them.
/// </summary>
public static class KnownParameters
{
    private static readonly Dictionary<string, KnownParameter> ByName = Load();

    public static IReadOnlyCollection<KnownParameter> All => ByName.Values;

    public static KnownParameter? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The settings that a standby must not have lower than its primary; PostgreSQL stops a standby that has.</summary>
    public static IReadOnlyList<string> HotStandbySensitive { get; } =
        ["max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions", "max_locks_per_transaction"];

    private static Dictionary<string, KnownParameter> Load()
    {
        using var stream = typeof(KnownParameters).Assembly.GetManifestResourceStream("parameters.tsv")
            ?? throw new InvalidOperationException("parameters.tsv is not in the assembly.");
        using var reader = new StreamReader(stream);
        var parameters = new Dictionary<string, KnownParameter>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var fields = line.Split('\t');
            parameters.Add(fields[0], new KnownParameter(
                fields[0], fields[1], fields[2], fields[3], Number(fields[4]), Number(fields[5]),
                fields[6].Split(',', StringSplitOptions.RemoveEmptyEntries), (int)Number(fields[7])!.Value, (int?)Number(fields[8])));
        }

        return parameters;
    }

    private static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
