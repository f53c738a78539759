using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>From what a WorkQueue names to a server and a way to be let in.</summary>
internal sealed class TargetResolver(UserSecrets userSecrets, IEntityCache<V1PostgresCluster> clusters, IEntityCache<V1Secret> secrets, ClusterHosts hosts)
{
    /// <exception cref="TroubleException">It cannot be told; the message says what a person can do.</exception>
    public async Task ResolveAsync(QueueContext context, CancellationToken cancellationToken)
    {
        if (context.Spec.Cluster is { } reference)
        {
            FromCluster(context, reference);
        }
        else
        {
            context.Target = await FromSecretAsync(context, context.Spec.Connection!.SecretRef, cancellationToken).ConfigureAwait(false);
        }
    }

    private void FromCluster(QueueContext context, QueueClusterReference reference)
    {
        var cluster = clusters.Get(new NamespacedName(context.Namespace, reference.Name))
            ?? throw Trouble("ClusterNotFound", $"There is no PostgresCluster {reference.Name} in this namespace; make it, or name another in spec.cluster.name");
        if (cluster.Metadata.DeletionTimestamp is not null)
        {
            throw Trouble("ClusterDeleting", $"PostgresCluster {reference.Name} is being deleted");
        }

        var database = ApplicationSecretSpec.Database(cluster);
        if (reference.Database is { } wanted && wanted != database)
        {
            throw Trouble("DatabaseNotUsable", $"The operator may make schemas in the application's database only: say {database} in spec.cluster.database, or leave it out");
        }

        context.Cluster = new ClusterView(cluster.Metadata.Uid!, cluster.Status.LastFailover?.Id);
        if (cluster.Status.CurrentPrimary is null || cluster.Status.SystemIdentifier is null)
        {
            context.Waiting = new Trouble("ClusterNotReady", $"PostgresCluster {reference.Name} has no primary yet");
            return;
        }

        if (cluster.Status.Failover is { State: not (nameof(FailoverState.Stable) or nameof(FailoverState.ReconfiguringReplicas)) })
        {
            context.Waiting = new Trouble("ClusterFailingOver", $"PostgresCluster {reference.Name} is failing over");
            return;
        }

        var certificates = secrets.Get(new NamespacedName(context.Namespace, Names.OperatorSecret(reference.Name)));
        var (host, port) = hosts.Primary(reference.Name, context.Namespace);
        context.Target = new QueueTarget
        {
            Host = host,
            Port = port,
            Database = database,
            UserName = PodLayout.OperatorRole,
            SslMode = "verify-full",
            Authorities = SecretSpecs.Text(certificates, SecretSpecs.AuthorityCertificates) ?? throw NoCertificate(reference.Name),
            Certificate = SecretSpecs.Text(certificates, SecretSpecs.Certificate) ?? throw NoCertificate(reference.Name),
            Key = SecretSpecs.Text(certificates, SecretSpecs.Key) ?? throw NoCertificate(reference.Name),
        };
    }

    private async Task<QueueTarget> FromSecretAsync(QueueContext context, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await userSecrets.FindAsync(context, reference.Name, cancellationToken).ConfigureAwait(false)
            ?? throw Trouble("SecretNotFound", $"There is no Secret {reference.Name}; make it with a PostgreSQL URI under the key {reference.Key}");
        var text = SecretSpecs.Text(secret, reference.Key)
            ?? throw Trouble("SecretIncomplete", $"Secret {reference.Name} has no key {reference.Key}; put a PostgreSQL URI there");
        var (target, problem) = TargetText.Parse(text);
        return target is null
            ? throw Trouble("ConnectionInvalid", $"What Secret {reference.Name} has under {reference.Key} {problem}")
            : target with { Authorities = SecretSpecs.Text(secret, SecretSpecs.AuthorityCertificates) };
    }

    private static TroubleException NoCertificate(string cluster) => Trouble("ClusterNotReady", $"The operator has no certificate for PostgresCluster {cluster} yet");

    private static TroubleException Trouble(string reason, string message) => new(new Trouble(reason, message));
}
