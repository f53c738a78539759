using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Howdah.Postgres.Configuration;

/// <summary>Renders howdah.conf: defaults, then the user's settings, then those that are ours.</summary>
public static class PostgresConfiguration
{
    /// <summary>Slots for eight standbys, base backups for them (two senders each while they run) and some room.</summary>
    private const int LeastSendersAndSlots = 20;

    public static RenderedConfiguration Render(ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Merge(values, DefaultSettings.Of(settings));
        Merge(values, settings.Parameters);
        RaiseToLeast(values, "max_wal_senders", LeastSendersAndSlots);
        RaiseToLeast(values, "max_replication_slots", LeastSendersAndSlots);
        foreach (var (name, least) in settings.HotStandbyMinimums)
        {
            RaiseToLeast(values, name, least);
        }

        Merge(values, FixedSettings.Of(settings));
        return new RenderedConfiguration("# Written by Howdah; changes are lost.\n" + ConfigurationFile.Render(values), Hash(values));
    }

    /// <summary>The values that <see cref="Render"/> gives the settings a standby must not have lower than its primary; without a standby's minimums.</summary>
    public static IReadOnlyDictionary<string, long> HotStandbyParameters(IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var wanted = new Dictionary<string, long>();
        foreach (var name in KnownParameters.HotStandbySensitive)
        {
            var given = parameters.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
            var value = given is not null && ParameterValues.Parse(KnownParameters.Find(name)!, given) is { } number ? (long)Math.Round(number) : Default(name);
            wanted[name] = name == "max_wal_senders" ? Math.Max(value, LeastSendersAndSlots) : value;
        }

        return wanted;
    }

    /// <summary>PostgreSQL's own defaults.</summary>
    private static long Default(string name) => name switch
    {
        "max_connections" => 100,
        "max_worker_processes" => 8,
        "max_wal_senders" => 10,
        "max_locks_per_transaction" => 64,
        _ => 0,
    };

    private static void Merge(SortedDictionary<string, string> into, IEnumerable<KeyValuePair<string, string>> from)
    {
        foreach (var (name, value) in from)
        {
            into[name] = value;
        }
    }

    private static void RaiseToLeast(SortedDictionary<string, string> values, string name, long least)
    {
        var present = values.TryGetValue(name, out var text) ? ParameterValues.Parse(KnownParameters.Find(name)!, text) ?? 0 : Default(name);
        if (present < least)
        {
            values[name] = least.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Hash(SortedDictionary<string, string> values)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values.Where(pair => ParameterRules.NeedsRestart(pair.Key)))
        {
            text.Append(name.ToLowerInvariant()).Append('\0').Append(value).Append('\0');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
