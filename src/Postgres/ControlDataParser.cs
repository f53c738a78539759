using System.Globalization;

namespace Howdah.Postgres;

/// <summary>What of pg_controldata matters here.</summary>
public sealed record ControlFile
{
    public required string SystemIdentifier { get; init; }

    /// <summary>Latest checkpoint's TimeLineID; of a standby that was shut down the timeline of its minimum recovery ending location, if that is higher.</summary>
    public required int Timeline { get; init; }

    /// <summary>Database cluster state, for example <c>shut down</c>.</summary>
    public required string State { get; init; }

    public required Lsn Checkpoint { get; init; }

    /// <summary>Zero on a primary.</summary>
    public Lsn MinRecoveryEnd { get; init; }

    public bool DataChecksums { get; init; }

    /// <summary>As of the primary: max_connections, max_worker_processes, max_wal_senders, max_prepared_transactions, max_locks_per_transaction.</summary>
    public required IReadOnlyDictionary<string, long> HotStandbyParameters { get; init; }
}

/// <summary>Reads the output of pg_controldata, run with LC_ALL=C.</summary>
public static class ControlDataParser
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["max_connections setting"] = "max_connections",
        ["max_worker_processes setting"] = "max_worker_processes",
        ["max_wal_senders setting"] = "max_wal_senders",
        ["max_prepared_xacts setting"] = "max_prepared_transactions",
        ["max_locks_per_xact setting"] = "max_locks_per_transaction",
    };

    /// <exception cref="FormatException">A line that is needed is not there or holds something else: not pg_controldata's output, or not in English.</exception>
    public static ControlFile Parse(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var fields = new Dictionary<string, string>();
        foreach (var line in output.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        return new ControlFile
        {
            SystemIdentifier = Field(fields, "Database system identifier"),
            Timeline = Math.Max(Number(fields, "Latest checkpoint's TimeLineID"), Number(fields, "Min recovery ending loc's timeline")),
            State = Field(fields, "Database cluster state"),
            Checkpoint = Position(fields, "Latest checkpoint location"),
            MinRecoveryEnd = Position(fields, "Minimum recovery ending location"),
            DataChecksums = Number(fields, "Data page checksum version") != 0,
            HotStandbyParameters = Settings.ToDictionary(pair => pair.Value, pair => (long)Number(fields, pair.Key)),
        };
    }

    private static string Field(Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw new FormatException($"pg_controldata says nothing of '{name}'.");

    private static int Number(Dictionary<string, string> fields, string name) =>
        int.TryParse(Field(fields, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"pg_controldata has '{fields[name]}' for '{name}'.");

    private static Lsn Position(Dictionary<string, string> fields, string name) => Lsn.Parse(Field(fields, name));
}
