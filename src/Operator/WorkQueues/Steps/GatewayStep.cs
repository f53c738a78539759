using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The gateway as it is asked for: tokens, Service, Deployment, disruption budget. While the specification is refused, what runs stays as it is.</summary>
internal sealed class GatewayStep(
    ObjectApplier applier, IKubernetesClient client, GatewayBudget budget, IEntityCache<TemplatedDeployment> deployments, IEntityCache<V1Service> services,
    IEntityCache<V1Pod> pods, IEntityCache<V1Secret> secrets, OperatorOptions options) : IQueueStep
{
    /// <summary>Secrets that are the user's are looked for this often.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public string Concern => "Gateway";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(context.Namespace, QueueNames.Gateway(context.Name));
        var present = deployments.Get(name);
        if (context.Spec.Gateway is null)
        {
            context.Status.Gateway = null;
            await RemoveAsync(context, present, services.Get(name), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (context.Problems.Count == 0 && secrets.Get(name) is { } connection)
        {
            await TokensAsync(context, cancellationToken).ConfigureAwait(false);
            await applier.EnsureAsync(context.Queue, GatewayServiceSpec.Build(context.Queue), services.Get(name), cancellationToken).ConfigureAwait(false);
            (present, _) = await applier.EnsureAsync(context.Queue, GatewayDeploymentSpec.Build(context.Queue, connection, options), present, cancellationToken).ConfigureAwait(false);
            await budget.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        }

        context.Gateway = await LookAsync(context, present, cancellationToken).ConfigureAwait(false);
        context.Status.Gateway = new QueueGatewayStatus { Desired = context.Gateway.Desired, Ready = context.Gateway.Ready, Address = context.Gateway.Address };
    }

    private async Task TokensAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var present = secrets.Get(new NamespacedName(context.Namespace, QueueNames.GatewayTokens(context.Name)));
        if (context.Spec.Gateway!.TokenSecretRef is not null)
        {
            await DeleteAsync(context, present, cancellationToken).ConfigureAwait(false);
            return;
        }

        present ??= await applier.FindOwnAsync<V1Secret>(context.Queue, QueueNames.GatewayTokens(context.Name), cancellationToken).ConfigureAwait(false);
        await applier.EnsureAsync(context.Queue, GatewayTokensSpec.Build(context.Queue, present), present, cancellationToken).ConfigureAwait(false);
    }

    private async Task<GatewayFacts> LookAsync(QueueContext context, TemplatedDeployment? present, CancellationToken cancellationToken)
    {
        var trouble = pods.WithLabel(context.Namespace, QueueNames.GatewayLabel, context.Name)
            .Where(pod => pod.Metadata.DeletionTimestamp is null)
            .OrderByDescending(pod => pod.Metadata.CreationTimestamp)
            .Select(ContainerTrouble.Of).FirstOrDefault(text => text is not null);
        return new GatewayFacts(
            present?.Replicas() ?? 0, present?.Status?.ReadyReplicas ?? 0, GatewayServiceSpec.Address(context.Queue),
            await MissingAsync(context, cancellationToken).ConfigureAwait(false), trouble);
    }

    /// <summary>Pods wait for Secrets without saying why in their status: that is said here.</summary>
    private async Task<Trouble?> MissingAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var gateway = context.Spec.Gateway!;
        if (gateway.TokenSecretRef is { } tokens && !await HasAsync(context, tokens.Name, [tokens.Key], cancellationToken).ConfigureAwait(false))
        {
            return new Trouble("TokensNotFound", $"There is no Secret {tokens.Name} with a token file under the key {tokens.Key} (spec.gateway.tokenSecretRef)");
        }

        if (gateway.TlsSecretRef is { } certificate && !await HasAsync(context, certificate.Name, ["tls.crt", "tls.key"], cancellationToken).ConfigureAwait(false))
        {
            return new Trouble("CertificateNotFound", $"There is no Secret {certificate.Name} with tls.crt and tls.key (spec.gateway.tlsSecretRef)");
        }

        return null;
    }

    private async Task<bool> HasAsync(QueueContext context, string secret, string[] keys, CancellationToken cancellationToken)
    {
        var topic = $"secret:{secret} {string.Join(' ', keys)}";
        if (context.Memory.IsDone(topic, "", Fresh))
        {
            return true;
        }

        var found = await client.GetAsync<V1Secret>(secret, context.Namespace, cancellationToken).ConfigureAwait(false);
        var isThere = keys.All(key => found?.Data?.ContainsKey(key) ?? false);
        if (isThere)
        {
            context.Memory.Done(topic, "");
        }

        return isThere;
    }

    private async Task RemoveAsync(QueueContext context, TemplatedDeployment? deployment, V1Service? service, CancellationToken cancellationToken)
    {
        if (deployment is not null || service is not null)
        {
            // First, because nothing but these two tells that there may be one.
            await budget.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await DeleteAsync(context, service, cancellationToken).ConfigureAwait(false);
        await DeleteAsync(context, deployment, cancellationToken).ConfigureAwait(false);
        foreach (var secret in (string[])[QueueNames.Gateway(context.Name), QueueNames.GatewayTokens(context.Name)])
        {
            await DeleteAsync(context, secrets.Get(new NamespacedName(context.Namespace, secret)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync<T>(QueueContext context, T? present, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (present is not null && Owners.IsOwnedBy(present, context.Queue) && present.Metadata.DeletionTimestamp is null)
        {
            var deletion = new DeleteOptions { PropagationPolicy = "Background", PreconditionUid = present.Metadata.Uid };
            await client.DeleteAsync<T>(present.Metadata.Name!, context.Namespace, deletion, cancellationToken).ConfigureAwait(false);
        }
    }
}
