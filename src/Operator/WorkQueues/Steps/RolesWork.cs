using System.Security.Cryptography;
using System.Text;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Specs;
using Howdah.Postgres;
using Howdah.Postgres.Authentication;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Roles for producers, workers, observers and the gateway, and the Secrets by which they log in. The password in the Secret is the one that holds.</summary>
internal sealed class RolesWork(ObjectApplier applier, IEntityCache<V1Secret> secrets) : IDatabaseWork
{
    private const string Granted = "grant:";
    private const string LoggedIn = "login:";
    private const int PasswordLength = 32;
    private const string PasswordCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>How soon a password that somebody has changed in the database is put right.</summary>
    private static readonly TimeSpan VerifiedEvery = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan GrantedEvery = TimeSpan.FromHours(1);

    public async Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        foreach (var login in QueueLogin.Wanted(context.Spec))
        {
            var name = QueueNames.Secret(context.Name, login);
            var secret = secrets.Get(new NamespacedName(context.Namespace, name))
                ?? await applier.FindOwnAsync<V1Secret>(context.Queue, name, cancellationToken).ConfigureAwait(false);
            var password = SecretSpecs.Text(secret, QueueSecretSpec.Password) is { Length: > 0 } present && PasswordRules.Refuse(present) is null
                ? present
                : RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
            var role = QueueNames.Role(context.Schema, login);
            await RoleAsync(context, session, role, password, cancellationToken).ConfigureAwait(false);
            await GrantAsync(context, session, role, login, cancellationToken).ConfigureAwait(false);
            await VerifyAsync(context, session, role, password, tell: secret is not null, cancellationToken).ConfigureAwait(false);
            await applier.EnsureAsync(context.Queue, QueueSecretSpec.Build(context.Queue, login, session.Target, role, password), secret, cancellationToken)
                .ConfigureAwait(false);
        }

        if (context.Spec.Gateway is null)
        {
            await RetireAsync(context, session, QueueNames.Role(context.Schema, QueueLogin.Gateway), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A gateway that is no longer wanted leaves nobody behind who could log in.</summary>
    private static async Task RetireAsync(QueueContext context, QueueSession session, string role, CancellationToken cancellationToken)
    {
        var (topic, facts) = ("retired:" + role, $"{session.Target.Display} {context.Queue.Metadata.Generation}");
        if (context.Memory.IsDone(topic, facts, GrantedEvery))
        {
            return;
        }

        await session.ActAsSelfAsync(cancellationToken).ConfigureAwait(false);
        if (await QueueRemoval.LockOutAsync(session, role, QueueNames.Mark(context.Queue), cancellationToken).ConfigureAwait(false)
            && !await QueueRemoval.DropRoleAsync(session.Connection, role, cancellationToken).ConfigureAwait(false))
        {
            context.News.Add(("RolesLeft", $"{role} may do something elsewhere and was not dropped; it can no longer log in"));
        }

        context.Memory.Done(topic, facts);
    }

    private static async Task RoleAsync(QueueContext context, QueueSession session, string name, string password, CancellationToken cancellationToken)
    {
        await session.ActAsSelfAsync(cancellationToken).ConfigureAwait(false);
        var mark = QueueNames.Mark(context.Queue);
        var role = await DatabaseRole.FindAsync(session.Connection, name, cancellationToken).ConfigureAwait(false);
        if (role is null)
        {
            await DatabaseRole.CreateAsync(session.Connection, name, Login(password), mark, cancellationToken).ConfigureAwait(false);
            context.Memory.Forget(Granted + name);
            context.Memory.Forget(LoggedIn + name);
        }
        else if (role.Mark != mark)
        {
            throw Trouble("RoleTaken", $"Role {name} on {session.Target.Host} is not this WorkQueue's{(role.Mark is null ? "" : $" ({role.Mark})")}; choose another spec.schema");
        }
    }

    private static async Task GrantAsync(QueueContext context, QueueSession session, string role, QueueLogin login, CancellationToken cancellationToken)
    {
        var (topic, facts) = (Granted + role, $"{session.Target.Display} {QueueSchema.LatestVersion} {session.Facts.IsQueue}");
        if (context.Memory.IsDone(topic, facts, GrantedEvery))
        {
            return;
        }

        if (!await session.Connection.ScalarAsync<bool>("select has_database_privilege($1, current_database(), 'connect')", cancellationToken, role).ConfigureAwait(false))
        {
            await session.Connection.ExecuteAsync(
                $"grant connect on database {Identifiers.Quote(session.Target.Database)} to {Identifiers.Quote(role)}", cancellationToken).ConfigureAwait(false);
        }

        await session.ActAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        foreach (var access in login.Access)
        {
            await session.Connection.ExecuteAsync(
                $"select {context.QueueName.Quoted}.grant_access($1, $2)", cancellationToken, role, access.ToString().ToLowerInvariant()).ConfigureAwait(false);
        }

        context.Memory.Done(topic, facts);
    }

    /// <summary>Verifiers cannot be read without being superuser, so the password is tried.</summary>
    private static async Task VerifyAsync(QueueContext context, QueueSession session, string role, string password, bool tell, CancellationToken cancellationToken)
    {
        var (topic, facts) = (LoggedIn + role, $"{session.Target.Display} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password)))}");
        if (context.Memory.IsDone(topic, facts, VerifiedEvery))
        {
            return;
        }

        if (await RefusalAsync(session, role, password, cancellationToken).ConfigureAwait(false) is not null)
        {
            await session.ActAsSelfAsync(cancellationToken).ConfigureAwait(false);
            await session.Connection.ExecuteAsync($"alter role {Identifiers.Quote(role)} with {Login(password)}", cancellationToken).ConfigureAwait(false);
            if (await RefusalAsync(session, role, password, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                throw Trouble("LoginRefused", $"{session.Target.Display} does not let {role} in: {refusal}. Allow it in pg_hba.conf with scram-sha-256");
            }

            if (tell)
            {
                context.News.Add(("PasswordRestored", $"The password of role {role} is the one in the Secret again"));
            }
        }

        context.Memory.Done(topic, facts);
    }

    /// <summary>Why the role cannot log in, or null when it can.</summary>
    private static async Task<string?> RefusalAsync(QueueSession session, string role, string password, CancellationToken cancellationToken)
    {
        try
        {
            await DataSources.TryLoginAsync(session.Target, role, password, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return exception.MessageText;
        }
    }

    /// <summary>The server's log and statistics see the verifier, never the password.</summary>
    private static string Login(string password) => $"login password {Identifiers.Literal(Scram.Verifier(password))}";

    private static TroubleException Trouble(string reason, string message) => new(new Trouble(reason, message));
}
