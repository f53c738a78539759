using Howdah.Postgres;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>A role of the database server as it is.</summary>
/// <param name="CanLogin">rolcanlogin.</param>
/// <param name="Mark">Whose it is: the comment on it.</param>
/// <param name="CanBeActed">The operator may act as it.</param>
internal sealed record DatabaseRole(bool CanLogin, string? Mark, bool CanBeActed)
{
    public static async Task<DatabaseRole?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.ListAsync(
            """
            select r.rolcanlogin, shobj_description(r.oid, 'pg_authid'),
                pg_has_role(session_user, r.oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
            from pg_roles r where r.rolname = $1
            """,
            row => new DatabaseRole(row.GetBoolean(0), row.Column<string>(1), row.GetBoolean(2)),
            cancellationToken,
            name).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Creates the role with its mark, in one transaction. One that somebody else has created meanwhile is an error: it may not be ours.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, string name, string attributes, string mark, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"create role {Identifiers.Quote(name)} with {attributes}", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"comment on role {Identifiers.Quote(name)} is {Identifiers.Literal(mark)}", cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the operator act as the role. From PostgreSQL 16 on, who creates a role may grant it, but has not been granted it.</summary>
    public static Task GrantToSelfAsync(NpgsqlConnection connection, string name, int version, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"grant {Identifiers.Quote(name)} to current_user{(version >= 160000 ? " with inherit true, set true" : "")}",
        cancellationToken);
}
