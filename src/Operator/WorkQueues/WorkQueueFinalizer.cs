using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Search;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues;

/// <summary>
/// Ends a queue as deletionPolicy says. Bounded in time: a database that is gone, or does not answer, cannot hold the WorkQueue for ever. Secrets and Deployments follow by
/// owner references.
/// </summary>
internal sealed class WorkQueueFinalizer(
    IKubernetesClient client, IEntityCache<TemplatedDeployment> deployments, TargetResolver resolver, DataSources sources, IndexRemoval indexes, QueueMemories memories, QueueNarrator narrator, TimeProvider time)
    : IEntityFinalizer<V1WorkQueue>
{
    public const string Id = "howdah.dev/workqueue";

    private const string Topic = "deletion";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Then the database has gone too, or nobody can tell any more where it is.</summary>
    private static readonly string[] Gone = ["ClusterNotFound", "ClusterDeleting", "SecretNotFound", "SecretIncomplete", "ConnectionInvalid", "DatabaseMissing", "SchemaNotOurs", "IndexRefused"];

    public async Task<ReconciliationResult<V1WorkQueue>> FinalizeAsync(V1WorkQueue entity, CancellationToken cancellationToken)
    {
        var context = new QueueContext(entity, memories.Of(entity));
        if (entity.Spec.DeletionPolicy != "Delete")
        {
            narrator.TellOnce(context, Topic, "ItemsKept", $"{Place(context)} kept; a WorkQueue of this name would go on with it", warning: false);
            return Done(entity);
        }

        if (QueueSpecValidation.Check(entity).Count > 0 && entity.Status.Schema is null && entity.Status.Index is null)
        {
            return Done(entity);
        }

        await StopAsync(context, QueueNames.WorkerDeployment(context.Name), cancellationToken).ConfigureAwait(false);
        await StopAsync(context, QueueNames.Gateway(context.Name), cancellationToken).ConfigureAwait(false);
        var trouble = entity.Spec.Backend == WorkQueueBackend.OpenSearch
            ? await indexes.RunAsync(context, cancellationToken).ConfigureAwait(false)
            : await DropAsync(context, cancellationToken).ConfigureAwait(false);
        if (trouble is null)
        {
            return Done(entity);
        }

        var waited = time.GetUtcNow() - (entity.Metadata.DeletionTimestamp ?? time.GetUtcNow());
        if (Gone.Contains(trouble.Reason) || waited > GiveUp)
        {
            narrator.TellOnce(context, Topic, LeftReason(context), $"{Place(context)} left as it is: {trouble.Message}");
            return Done(entity);
        }

        narrator.TellOnce(context, Topic, trouble.Reason, $"{Place(context)} waiting to be dropped: {trouble.Message}");
        return ReconciliationResult<V1WorkQueue>.Success(entity, LookAgain);
    }

    private static string LeftReason(QueueContext context) => context.Spec.Backend == WorkQueueBackend.OpenSearch ? "IndexLeft" : "SchemaLeft";

    private static string Place(QueueContext context) => context.Spec.Backend == WorkQueueBackend.OpenSearch
        ? $"Index {QueueNames.Index(context.Queue)} is"
        : $"Schema {context.Schema} and its roles are";

    private static ReconciliationResult<V1WorkQueue> Done(V1WorkQueue queue) => ReconciliationResult<V1WorkQueue>.Success(queue);

    private async Task StopAsync(QueueContext context, string deployment, CancellationToken cancellationToken)
    {
        var present = deployments.Get(new NamespacedName(context.Namespace, deployment));
        if (present is not null && Owners.IsOwnedBy(present, context.Queue) && present.Metadata.DeletionTimestamp is null)
        {
            var options = new DeleteOptions { PropagationPolicy = "Background", PreconditionUid = present.Metadata.Uid };
            await client.DeleteAsync<TemplatedDeployment>(present.Metadata.Name!, context.Namespace, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Trouble?> DropAsync(QueueContext context, CancellationToken cancellationToken)
    {
        try
        {
            await resolver.ResolveAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (TroubleException exception)
        {
            return exception.Trouble;
        }

        if (context.Target is not { } target)
        {
            return context.Waiting;
        }

        using var deadline = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var session = await QueueSession.OpenAsync(sources.Of(target), target, context.Schema, either.Token).ConfigureAwait(false);
            var roles = QueueLogin.All.Select(login => QueueNames.Role(context.Schema, login)).ToList();
            var left = await QueueRemoval.RunAsync(
                session, context.Schema, roles, QueueNames.OwnerRole(context.Schema), QueueNames.Mark(context.Queue), either.Token).ConfigureAwait(false);
            narrator.TellOnce(context, Topic, "SchemaDropped", $"Schema {context.Schema} of {target.Display} was dropped with all items", warning: false);
            if (left.Count > 0)
            {
                narrator.Tell(context, "RolesLeft", $"{string.Join(", ", left)} may do something elsewhere and were not dropped; they can no longer log in", warning: true);
            }

            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && DatabaseTrouble.Of(exception, target) is not null)
        {
            return DatabaseTrouble.Of(exception, target);
        }
    }
}
