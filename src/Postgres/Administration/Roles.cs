using Npgsql;

namespace Howdah.Postgres.Administration;

/// <summary>An application's role.</summary>
/// <param name="Name">Validated by <see cref="Identifiers.RefuseRole"/>.</param>
/// <param name="Verifier">SCRAM-SHA-256$…; never a password.</param>
public sealed record ApplicationRole(string Name, string Verifier);

/// <summary>Makes the roles what they ought to be; writes nothing when they are. Only on a primary, as superuser.</summary>
public static class Roles
{
    /// <summary>What pg_rewind calls at its source: PostgreSQL's manual, pg_rewind, "Notes".</summary>
    private static readonly string[] RewindFunctions =
    [
        "pg_catalog.pg_ls_dir(text, boolean, boolean)",
        "pg_catalog.pg_stat_file(text, boolean)",
        "pg_catalog.pg_read_binary_file(text)",
        "pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)",
    ];

    /// <summary>Number of statements that changed something.</summary>
    public static async Task<int> ReconcileAsync(
        NpgsqlConnection connection, string replicationRole, string monitorRole, IReadOnlyList<ApplicationRole> applications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(applications);
        var changes = await EnsureAsync(connection, replicationRole, "LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE", "rolcanlogin AND rolreplication AND NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole", cancellationToken).ConfigureAwait(false);
        changes += await EnsureAsync(connection, monitorRole, "LOGIN NOREPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE", "rolcanlogin AND NOT rolreplication AND NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole", cancellationToken).ConfigureAwait(false);
        foreach (var function in RewindFunctions)
        {
            if (!await Sql.TrueAsync(connection, "SELECT pg_catalog.has_function_privilege($1, $2, 'EXECUTE')", cancellationToken, replicationRole, function).ConfigureAwait(false))
            {
                changes += await Sql.ExecuteAsync(connection, $"GRANT EXECUTE ON FUNCTION {function} TO {Identifiers.Quote(replicationRole)}", cancellationToken).ConfigureAwait(false);
            }
        }

        if (!await Sql.TrueAsync(connection, "SELECT pg_catalog.pg_has_role($1, 'pg_monitor', 'MEMBER')", cancellationToken, monitorRole).ConfigureAwait(false))
        {
            changes += await Sql.ExecuteAsync(connection, $"GRANT pg_monitor TO {Identifiers.Quote(monitorRole)}", cancellationToken).ConfigureAwait(false);
        }

        foreach (var application in applications)
        {
            changes += await EnsureApplicationAsync(connection, application, cancellationToken).ConfigureAwait(false);
        }

        return changes;
    }

    /// <summary>
    /// The role by which the operator makes schemas and roles in <paramref name="database"/>: no superuser, and no password, so that it comes in by its certificate alone.
    /// Number of statements that changed something.
    /// </summary>
    public static async Task<int> ReconcileOperatorAsync(NpgsqlConnection connection, string role, string database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var changes = await EnsureAsync(connection, role, "LOGIN CREATEROLE NOREPLICATION NOSUPERUSER NOCREATEDB", "rolcanlogin AND rolcreaterole AND NOT rolreplication AND NOT rolsuper AND NOT rolcreatedb", cancellationToken).ConfigureAwait(false);
        if (!await Sql.TrueAsync(connection, "SELECT pg_catalog.pg_has_role($1, 'pg_read_all_stats', 'MEMBER')", cancellationToken, role).ConfigureAwait(false))
        {
            changes += await Sql.ExecuteAsync(connection, $"GRANT pg_read_all_stats TO {Identifiers.Quote(role)}", cancellationToken).ConfigureAwait(false);
        }

        if (!await Sql.TrueAsync(connection, "SELECT pg_catalog.has_database_privilege($1, $2, 'CREATE WITH GRANT OPTION')", cancellationToken, role, database).ConfigureAwait(false))
        {
            changes += await Sql.ExecuteAsync(
                connection, $"GRANT CREATE, CONNECT ON DATABASE {Identifiers.Quote(database)} TO {Identifiers.Quote(role)} WITH GRANT OPTION", cancellationToken).ConfigureAwait(false);
        }

        return changes;
    }

    private static async Task<int> EnsureAsync(NpgsqlConnection connection, string role, string attributes, string condition, CancellationToken cancellationToken)
    {
        if (await Sql.TrueAsync(connection, $"SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1 AND {condition})", cancellationToken, role).ConfigureAwait(false))
        {
            return 0;
        }

        var verb = await ExistsAsync(connection, role, cancellationToken).ConfigureAwait(false) ? "ALTER" : "CREATE";
        return await Sql.ExecuteAsync(connection, $"{verb} ROLE {Identifiers.Quote(role)} WITH {attributes}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates the role or sets its verifier; other attributes of an existing role are its owner's business.</summary>
    private static async Task<int> EnsureApplicationAsync(NpgsqlConnection connection, ApplicationRole application, CancellationToken cancellationToken)
    {
        if (Identifiers.RefuseRole(application.Name) is { } refusal)
        {
            throw new ArgumentException($"The role name '{application.Name}' {refusal}.", nameof(application));
        }

        if (!Authentication.Scram.IsVerifier(application.Verifier))
        {
            throw new ArgumentException($"What is given for the role '{application.Name}' is not a SCRAM-SHA-256 verifier.", nameof(application));
        }

        if (await Sql.TrueAsync(connection, "SELECT EXISTS (SELECT FROM pg_catalog.pg_authid WHERE rolname = $1 AND rolcanlogin AND rolpassword = $2)", cancellationToken, application.Name, application.Verifier).ConfigureAwait(false))
        {
            return 0;
        }

        var verb = await ExistsAsync(connection, application.Name, cancellationToken).ConfigureAwait(false) ? "ALTER" : "CREATE";
        return await Sql.ExecuteAsync(connection,
            $"{verb} ROLE {Identifiers.Quote(application.Name)} WITH LOGIN PASSWORD {Identifiers.Literal(application.Verifier)}", cancellationToken).ConfigureAwait(false);
    }

    private static Task<bool> ExistsAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        Sql.TrueAsync(connection, "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1)", cancellationToken, role);
}
