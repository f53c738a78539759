using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The gateway's PodDisruptionBudget, in the version that the server has. No informer keeps it: it is looked at now and then.</summary>
internal sealed class GatewayBudget(ObjectApplier applier, IKubernetesClient client)
{
    private const string Topic = "gateway budget";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    public async Task EnsureAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var wanted = GatewayServiceSpec.WantsBudget(context.Queue);
        var content = wanted ? $"{context.Queue.Metadata.Generation}" : "none";
        if (context.Memory.IsDone(Topic, content, Every))
        {
            return;
        }

        if (await client.Discovery.ServesAsync("policy/v1", "poddisruptionbudgets", cancellationToken).ConfigureAwait(false))
        {
            await EnsureAsync<V1PodDisruptionBudget>(context, wanted, (budget, spec) => budget.Spec = spec, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await EnsureAsync<V1Beta1PodDisruptionBudget>(context, wanted, (budget, spec) => budget.Spec = spec, cancellationToken).ConfigureAwait(false);
        }

        context.Memory.Done(Topic, content);
    }

    private async Task EnsureAsync<T>(QueueContext context, bool wanted, Action<T, V1PodDisruptionBudgetSpec> setSpec, CancellationToken cancellationToken)
        where T : KubernetesObject, new()
    {
        var present = await client.GetAsync<T>(QueueNames.Gateway(context.Name), context.Namespace, cancellationToken).ConfigureAwait(false);
        if (wanted)
        {
            await applier.EnsureAsync(context.Queue, GatewayServiceSpec.Budget(context.Queue, setSpec), present, cancellationToken).ConfigureAwait(false);
        }
        else if (present is not null && Owners.IsOwnedBy(present, context.Queue))
        {
            await client.DeleteAsync<T>(present.Metadata.Name!, context.Namespace, new DeleteOptions { PreconditionUid = present.Metadata.Uid }, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
