using System.Globalization;
using Howdah.HighAvailability.Instance;
using Howdah.Postgres;

namespace Howdah.Sidecar.Supervision;

/// <summary>The output of pg_controldata under LC_ALL=C.</summary>
internal static class ControlDataParser
{
    private static readonly string[] Parameters = ["max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_xacts", "max_locks_per_xact"];

    public static ControlData? Parse(string text)
    {
        var values = new Dictionary<string, string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                values[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return values.TryGetValue("Database system identifier", out var identifier)
            ? new ControlData
            {
                SystemIdentifier = identifier,
                Timeline = (int)(Number("Latest checkpoint's TimeLineID") ?? 0),
                State = values.GetValueOrDefault("Database cluster state", ""),
                Checkpoint = Position("Latest checkpoint location"),
                MinRecoveryEnd = Position("Minimum recovery ending location"),
                HotStandbyParameters = Parameters
                    .Where(name => Number($"{name} setting") is not null)
                    .ToDictionary(static name => name.Replace("xacts", "transactions").Replace("xact", "transaction"), name => Number($"{name} setting")!.Value),
            }
            : null;

        long? Number(string name) =>
            values.TryGetValue(name, out var value) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        Lsn Position(string name) => values.TryGetValue(name, out var value) && Lsn.TryParse(value, out var lsn) ? lsn : Lsn.Zero;
    }
}
