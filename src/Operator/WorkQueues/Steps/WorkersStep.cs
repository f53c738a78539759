using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The worker Deployment at the size that the backlog asks for. While the queue cannot be looked at, the size stays as it is.</summary>
internal sealed class WorkersStep(
    ObjectApplier applier, IKubernetesClient client, IEntityCache<TemplatedDeployment> deployments, IEntityCache<V1Pod> pods, IEntityCache<V1Secret> secrets, QueueNarrator narrator)
    : IQueueStep
{
    /// <summary>A silence longer than this makes the past unknown: fewer pods are enough only when that was seen all the time.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(45);

    public string Concern => "Workers";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var present = deployments.Get(new NamespacedName(context.Namespace, QueueNames.WorkerDeployment(context.Name)));
        if (context.Spec.Workers is null)
        {
            context.Status.Workers = null;
            await RemoveAsync(context, present, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (context.Problems.Count == 0 && (context.DatabaseDone || present is not null) && Connection(context) is { } connection)
        {
            var desired = await SizeAsync(context, present, cancellationToken).ConfigureAwait(false);
            (present, _) = await applier.EnsureAsync(context.Queue, WorkerDeploymentSpec.Build(context.Queue, desired, connection), present, cancellationToken).ConfigureAwait(false);
        }

        context.Status.Workers = new QueueWorkersStatus { Desired = present?.Replicas() ?? 0, Ready = present?.Status?.ReadyReplicas ?? 0 };
    }

    /// <summary>Changes when the content of the workers' Secret does; null while there is none.</summary>
    private string? Connection(QueueContext context) => context.Spec.Backend == WorkQueueBackend.OpenSearch
        ? context.SearchTarget?.Fingerprint
        : secrets.Get(new NamespacedName(context.Namespace, QueueNames.Secret(context.Name, QueueLogin.Worker)))?.Metadata.Annotations?.GetValueOrDefault(ObjectApplier.AppliedAnnotation);

    private async Task<int> SizeAsync(QueueContext context, TemplatedDeployment? present, CancellationToken cancellationToken)
    {
        var workers = context.Spec.Workers!;
        var current = present?.Replicas() ?? 0;
        if (context.Counts is not { } counts || !context.DatabaseDone)
        {
            return current;
        }

        var own = pods.WithLabel(context.Namespace, QueueNames.QueueLabel, context.Name).Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        var leases = HolderNames.LeasesByPod(own.Select(pod => pod.Metadata.Name!), context.Holders ?? new Dictionary<string, long>());
        var facts = new ScalingFacts
        {
            Min = workers.Min,
            Max = workers.Max,
            Target = workers.Target,
            MaxAge = DurationText.TryParse(workers.MaxAge, out var age) ? age : null,
            Current = current,
            Ready = counts.Ready,
            Leased = counts.Leased,
            OldestAge = counts.OldestAge,
            Holders = leases.Count,
            Paused = counts.Paused,
            SinceAdded = context.Memory.PodsAdded is { } added ? context.Memory.Since(added) : null,
        };
        var recommended = ScalingPolicy.Recommend(facts);
        var delay = DurationText.TryParse(workers.ScaleDownDelay, out var wait) ? wait : TimeSpan.Zero;
        var desired = ScalingPolicy.Decide(recommended, context.Memory.Scaling.Add(context.Memory.Now, recommended, delay, LongestGap), facts);
        if (recommended < current)
        {
            await SetCostsAsync(own, leases, cancellationToken).ConfigureAwait(false);
        }

        Tell(context, current, desired);
        return desired;
    }

    private void Tell(QueueContext context, int current, int desired)
    {
        if (desired > current)
        {
            context.Memory.PodsAdded = context.Memory.Timestamp();
        }

        if (desired != current)
        {
            narrator.Tell(
                context, "WorkersScaled", $"From {current} to {desired} workers: {context.Counts!.Ready} items ready, {context.Counts.Leased} leased");
        }
    }

    /// <summary>Only while fewer pods would do: then those without a lease go first.</summary>
    private async Task SetCostsAsync(List<V1Pod> own, Dictionary<string, long> leases, CancellationToken cancellationToken)
    {
        var present = own.ToDictionary(pod => pod.Metadata.Name!, pod => pod.Metadata.Annotations?.GetValueOrDefault(DeletionCosts.Annotation), StringComparer.Ordinal);
        foreach (var (pod, cost) in DeletionCosts.Changes(present, leases))
        {
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [DeletionCosts.Annotation] = cost } } };
            try
            {
                await client.PatchAsync<V1Pod>(pod, own[0].Metadata.Namespace, patch, new PatchOptions { FieldManager = "howdah-workqueue" }, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException exception) when (exception.IsNotFound)
            {
                // It has gone by itself.
            }
        }
    }

    private async Task RemoveAsync(QueueContext context, TemplatedDeployment? present, CancellationToken cancellationToken)
    {
        if (present is not null && Owners.IsOwnedBy(present, context.Queue) && present.Metadata.DeletionTimestamp is null)
        {
            var options = new DeleteOptions { PropagationPolicy = "Background", PreconditionUid = present.Metadata.Uid };
            await client.DeleteAsync<TemplatedDeployment>(present.Metadata.Name!, context.Namespace, options, cancellationToken).ConfigureAwait(false);
        }
    }
}
