using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Postgres;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Drops a schema with all its items, and the roles that were made for it. Only what bears the WorkQueue's mark.</summary>
internal static class QueueRemoval
{
    /// <summary>Roles that could not be dropped because they own or may do something elsewhere; they can no longer log in.</summary>
    /// <param name="session">Acting as the operator itself.</param>
    /// <param name="schema">The queue.</param>
    /// <param name="roles">The roles that log in.</param>
    /// <param name="owner">The role that the schema belongs to, if it was made for it.</param>
    /// <param name="mark">See <see cref="Specs.QueueNames.Mark"/>.</param>
    /// <param name="cancellationToken">Ends it; what is left is dropped by the next try.</param>
    /// <exception cref="TroubleException">The schema is not this WorkQueue's.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        QueueSession session, string schema, IReadOnlyList<string> roles, string owner, string mark, CancellationToken cancellationToken)
    {
        var connection = session.Connection;
        var ours = new List<string>();
        foreach (var role in (string[])[.. roles, owner])
        {
            if (await LockOutAsync(session, role, mark, cancellationToken).ConfigureAwait(false))
            {
                ours.Add(role);
            }
        }

        if (session.Facts.SchemaOwner is not null && (session.Facts.IsQueue || session.Facts.IsEmpty))
        {
            if (ours.Count == 0)
            {
                throw new TroubleException(new Trouble("SchemaNotOurs", $"Schema {schema} of {session.Target.Display} does not bear this WorkQueue's mark and is kept"));
            }

            await connection.ExecuteAsync("set lock_timeout = '5s'", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"drop schema {Identifiers.Quote(schema)} cascade", cancellationToken).ConfigureAwait(false);
        }

        var left = new List<string>();
        foreach (var role in ours)
        {
            if (!await DropRoleAsync(connection, role, cancellationToken).ConfigureAwait(false))
            {
                left.Add(role);
            }
        }

        return left;
    }

    /// <summary>Ends a role's sessions and lets it begin no more. False when there is no such role, or it is somebody else's.</summary>
    public static async Task<bool> LockOutAsync(QueueSession session, string role, string mark, CancellationToken cancellationToken)
    {
        var connection = session.Connection;
        if (await DatabaseRole.FindAsync(connection, role, cancellationToken).ConfigureAwait(false) is not { } found || found.Mark != mark)
        {
            return false;
        }

        await DatabaseRole.GrantToSelfAsync(connection, role, session.Facts.Version, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"alter role {Identifiers.Quote(role)} nologin", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = $1", cancellationToken, role).ConfigureAwait(false);
        return true;
    }

    /// <summary>False when the role owns or may do something elsewhere.</summary>
    public static async Task<bool> DropRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        try
        {
            // What the role may do in this database; it owns nothing but the schema, which is gone.
            await connection.ExecuteAsync($"drop owned by {Identifiers.Quote(role)} restrict", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"drop role {Identifiers.Quote(role)}", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            return false;
        }
    }
}
