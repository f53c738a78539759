using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Postgres.Probes;

/// <summary>A standby as its primary sees it: pg_stat_replication and its slot.</summary>
public sealed record StandbySnapshot
{
    /// <summary>application_name; of a slot nobody uses: the instance it belongs to.</summary>
    public required string Name { get; init; }

    /// <summary>streaming, catchup...; null when nobody is connected.</summary>
    public string? State { get; init; }

    public string? SyncState { get; init; }

    public Lsn? FlushedLsn { get; init; }

    public Lsn? ReplayedLsn { get; init; }

    /// <summary>Bytes between the primary's write position and the standby's replay.</summary>
    public long? LagBytes { get; init; }

    /// <summary>Seconds; null when idle.</summary>
    public double? WriteLag { get; init; }

    public double? FlushLag { get; init; }

    public double? ReplayLag { get; init; }

    /// <summary>Seconds since the last reply, by the primary's clock.</summary>
    public double? ReplyAge { get; init; }

    public string? Slot { get; init; }

    /// <summary>reserved, extended, unreserved or lost.</summary>
    public string? SlotWalStatus { get; init; }
}

/// <summary>Asks a primary about its standbys.</summary>
public static class StandbyProbe
{
    private const string Query = """
        SELECT r.application_name, s.slot_name::text, r.state, r.sync_state, r.flush_lsn::text, r.replay_lsn::text,
          pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)::bigint,
          extract(epoch FROM r.write_lag)::float8, extract(epoch FROM r.flush_lag)::float8, extract(epoch FROM r.replay_lag)::float8,
          extract(epoch FROM clock_timestamp() - r.reply_time)::float8, s.wal_status
        FROM (SELECT * FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup' AND application_name = ANY ($2)) r
        FULL JOIN (SELECT * FROM pg_replication_slots WHERE slot_type = 'physical' AND slot_name::text = ANY ($1)) s ON s.active_pid = r.pid
        """;

    /// <param name="server">The primary.</param>
    /// <param name="slots">Slot names of the members and the instances they belong to; other connections and slots are left out.</param>
    /// <param name="time">Bounds the probe.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static Task<ProbeResult<IReadOnlyList<StandbySnapshot>>> RunAsync(
        LocalServer server, IReadOnlyDictionary<string, string> slots, TimeProvider time, CancellationToken cancellationToken) =>
        Probe.RunAsync(server, (connection, token) => ReadAsync(connection, slots, token), time, cancellationToken);

    private static async Task<IReadOnlyList<StandbySnapshot>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, string> slots, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Query, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. slots.Keys] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. slots.Values] });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<StandbySnapshot>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(Read(reader, slots));
                }

                return Merge(rows);
            }
        }
    }

    private static StandbySnapshot Read(NpgsqlDataReader reader, IReadOnlyDictionary<string, string> slots)
    {
        var slot = Text(reader, 1);
        return new StandbySnapshot
        {
            Name = Text(reader, 0) ?? slots[slot!],
            Slot = slot,
            State = Text(reader, 2),
            SyncState = Text(reader, 3),
            FlushedLsn = Position(reader, 4),
            ReplayedLsn = Position(reader, 5),
            LagBytes = reader.IsDBNull(6) ? null : reader.GetInt64(6),
            WriteLag = Number(reader, 7),
            FlushLag = Number(reader, 8),
            ReplayLag = Number(reader, 9),
            ReplyAge = Number(reader, 10),
            SlotWalStatus = Text(reader, 11),
        };
    }

    /// <summary>One row for each instance: a connection counts more than an idle slot, and shows the slot's state even if it does not use it.</summary>
    private static List<StandbySnapshot> Merge(List<StandbySnapshot> rows) =>
    [
        .. rows.GroupBy(row => row.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var best = group.OrderByDescending(row => row.State == "streaming").ThenByDescending(row => row.State is not null).First();
            var slot = group.FirstOrDefault(row => row.Slot is not null);
            return best with { Slot = slot?.Slot, SlotWalStatus = slot?.SlotWalStatus };
        }),
    ];

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static double? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    private static Lsn? Position(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : Lsn.Parse(reader.GetString(column));
}
