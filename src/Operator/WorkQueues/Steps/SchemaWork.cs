using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;
using Howdah.Postgres;
using Howdah.Queueing.Schema;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>
/// The schema at the newest version, and its settings. It belongs to a role of its own that nobody logs in as: its functions run with the rights of their owner, and
/// those of the operator would be too many.
/// </summary>
internal sealed class SchemaWork : IDatabaseWork
{
    private const string Topic = "schema";

    /// <summary>Somebody may have dropped or changed it.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public async Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        var facts = session.Facts;
        if (facts.InRecovery)
        {
            throw Trouble("DatabaseReadOnly", $"{session.Target.Display} is a standby; name the primary");
        }

        if (facts is { SchemaOwner: not null, IsQueue: false, IsEmpty: false })
        {
            throw Trouble("SchemaTaken", $"Schema {context.Schema} of {session.Target.Display} holds something that is no queue; choose another in spec.schema");
        }

        session.Owner = facts.SchemaOwner ?? QueueNames.OwnerRole(context.Schema);
        await OwnerAsync(context, session, cancellationToken).ConfigureAwait(false);
        await MigrateAsync(context, session, cancellationToken).ConfigureAwait(false);
        context.Status.Schema = context.Schema;
        context.Status.Database = session.Target.Display;
        context.Status.SchemaVersion = QueueSchema.LatestVersion;
        context.Migrated = true;
        await session.ActAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        await SettingsRow.ReconcileAsync(session.Connection, context.QueueName, QueueSettings.Of(context.Spec), cancellationToken).ConfigureAwait(false);
    }

    private static async Task OwnerAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        var (connection, facts, owner) = (session.Connection, session.Facts, session.Owner);
        if (owner != QueueNames.OwnerRole(context.Schema))
        {
            if (!facts.CanActAsOwner)
            {
                throw Trouble("SchemaNotOurs", $"Queue {context.Schema} belongs to role {owner}, which {facts.Self} is no member of; GRANT {owner} TO {facts.Self}, or choose another schema");
            }

            return;
        }

        var mark = QueueNames.Mark(context.Queue);
        var role = await DatabaseRole.FindAsync(connection, owner, cancellationToken).ConfigureAwait(false);
        if (role is null)
        {
            await DatabaseRole.CreateAsync(connection, owner, "nologin", mark, cancellationToken).ConfigureAwait(false);
        }
        else if (role.Mark != mark)
        {
            throw Trouble("SchemaTaken", $"Role {owner} on {session.Target.Host} is not this WorkQueue's{(role.Mark is null ? "" : $" ({role.Mark})")}; choose another spec.schema");
        }

        if (role is not { CanBeActed: true })
        {
            await DatabaseRole.GrantToSelfAsync(connection, owner, facts.Version, cancellationToken).ConfigureAwait(false);
        }

        if (!await connection.ScalarAsync<bool>("select has_database_privilege($1, current_database(), 'create')", cancellationToken, owner).ConfigureAwait(false))
        {
            await connection.ExecuteAsync(
                $"grant create on database {Identifiers.Quote(session.Target.Database)} to {Identifiers.Quote(owner)}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task MigrateAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        var facts = $"{session.Target.Display} {session.Owner} {QueueSchema.LatestVersion}";
        if (session.Facts.IsQueue && context.Memory.IsDone(Topic, facts, Every))
        {
            return;
        }

        await using var source = DataSources.ActingAs(session.Target, session.Owner);
        var steps = await new QueueSchema(source, context.QueueName).MigrateAsync(cancellationToken).ConfigureAwait(false);
        if (steps > 0)
        {
            context.News.Add(("SchemaMigrated", $"Schema {context.Schema} of {session.Target.Display} was brought to version {QueueSchema.LatestVersion}"));
        }

        context.Memory.Done(Topic, facts);
    }

    private static TroubleException Trouble(string reason, string message) => new(new Trouble(reason, message));
}
