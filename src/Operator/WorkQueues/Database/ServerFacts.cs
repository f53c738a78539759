using Howdah.Operator.WorkQueues.Policies;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>What a server says of itself and of the schema, in one look.</summary>
internal sealed record ServerFacts
{
    public required bool InRecovery { get; init; }

    /// <summary>For example 170002.</summary>
    public required int Version { get; init; }

    /// <summary>Null on a standby.</summary>
    public FailoverMark? History { get; init; }

    /// <summary>The role that the operator logs in as.</summary>
    public required string Self { get; init; }

    public required bool SelfIsSuperuser { get; init; }

    /// <summary>Whose the schema is; null: there is none.</summary>
    public string? SchemaOwner { get; init; }

    /// <summary>The operator may act as the schema's owner.</summary>
    public bool CanActAsOwner { get; init; }

    /// <summary>The schema holds a queue.</summary>
    public bool IsQueue { get; init; }

    /// <summary>The schema holds nothing.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>The mark beside the fencing tokens.</summary>
    public FailoverMark? Mark { get; init; }

    private const string Query = """
        select pg_is_in_recovery(), current_setting('server_version_num')::int,
            (select s.system_identifier::text from pg_control_system() s),
            case when not pg_is_in_recovery() then ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end,
            session_user::text, (select r.rolsuper from pg_roles r where r.rolname = session_user),
            pg_get_userbyid(n.nspowner)::text,
            n.oid is not null and pg_has_role(session_user, n.nspowner, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end),
            2 = (select count(*) from pg_class c where c.relnamespace = n.oid and (c.relname, c.relkind) in (('migration', 'r'), ('fence', 'S'))),
            not exists (select from pg_class c where c.relnamespace = n.oid) and not exists (select from pg_proc p where p.pronamespace = n.oid),
            (select obj_description(c.oid, 'pg_class') from pg_class c where c.relnamespace = n.oid and c.relname = 'fence' and c.relkind = 'S')
        from (values (1)) v(one) left join pg_namespace n on n.nspname = $1
        """;

    public static async Task<ServerFacts> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(Query, Row, cancellationToken, schema).ConfigureAwait(false);
        return rows[0];
    }

    private static ServerFacts Row(NpgsqlDataReader row) => new()
    {
        InRecovery = row.GetBoolean(0),
        Version = row.GetInt32(1),
        History = row.IsDBNull(3) ? null : new FailoverMark(row.GetString(2), row.GetInt32(3)),
        Self = row.GetString(4),
        SelfIsSuperuser = row.GetBoolean(5),
        SchemaOwner = row.Column<string>(6),
        CanActAsOwner = row.GetBoolean(7),
        IsQueue = row.GetBoolean(8),
        IsEmpty = row.GetBoolean(9),
        Mark = FailoverMark.Parse(row.Column<string>(10)),
    };
}
