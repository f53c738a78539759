using Howdah.Operator.WorkQueues.Policies;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Everybody who holds PostgreSQL's xmin horizon for this database's tables.</summary>
internal static class HorizonQuery
{
    /// <summary>Vacuum's own snapshots hold nothing back; a slot's catalog_xmin concerns catalogs only.</summary>
    private const string Query = """
        select * from (
            (select 'session', a.pid::text, coalesce(nullif(a.application_name, ''), a.usename, a.backend_type),
                extract(epoch from clock_timestamp() - coalesce(a.xact_start, a.backend_start))::double precision, age(a.backend_xmin)::bigint
            from pg_stat_activity a
            where a.backend_xmin is not null and a.pid <> pg_backend_pid() and a.backend_type <> 'autovacuum worker'
                and (a.datname = current_database() or a.backend_type = 'walsender')
            order by 5 desc limit 10)
        union all
            (select 'slot', s.slot_name::text, case when s.active then 'in use, ' else 'not in use, ' end || s.slot_type, null, age(s.xmin)::bigint
            from pg_replication_slots s where s.xmin is not null order by 5 desc limit 10)
        union all
            (select 'prepared', p.gid, p.owner::text, extract(epoch from clock_timestamp() - p.prepared)::double precision, age(p.transaction)::bigint
            from pg_prepared_xacts p where p.database = current_database() order by 5 desc limit 10)) h(kind, who, application, seconds, transactions)
        """;

    public static async Task<IReadOnlyList<HorizonHolder>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ListAsync(
            Query,
            row => new HorizonHolder(row.GetString(0), row.GetString(1), row.GetString(2), row.Column<double?>(3), row.GetInt64(4)),
            cancellationToken).ConfigureAwait(false);
}
