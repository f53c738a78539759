using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>Looks at a cluster: what the informers know, and what every agent says right now.</summary>
internal sealed class ClusterObserver(ClusterCaches caches, IKubernetesClient client, IAgentClient agents, TimeProvider time)
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    /// <summary>For an agent that did not answer last time, so that a dead node does not slow the failover away from it.</summary>
    public static readonly TimeSpan SilentAnswerWithin = TimeSpan.FromMilliseconds(250);

    public async Task<ClusterSnapshot> ObserveAsync(V1PostgresCluster cluster, ClusterMemory memory, CancellationToken cancellationToken)
    {
        var secrets = caches.Secrets.OwnedBy(cluster.Metadata.Uid!).ToDictionary(secret => secret.Metadata.Name!, StringComparer.Ordinal);
        var instances = await AskAsync(cluster, Known(cluster), Trust(cluster, secrets), memory, cancellationToken).ConfigureAwait(false);
        var (view, record, remaining) = await LeaseAsync(cluster, memory, cancellationToken).ConfigureAwait(false);
        return new ClusterSnapshot
        {
            Instances = instances.ToDictionary(instance => instance.Name, StringComparer.Ordinal),
            Lease = view,
            LeaseRecord = record,
            LeaseRemaining = remaining,
            Secrets = secrets,
            Now = time.GetUtcNow(),
        };
    }

    private List<InstanceFacts> Known(V1PostgresCluster cluster)
    {
        var (ns, name) = (cluster.Metadata.Namespace!, cluster.Metadata.Name!);
        var sets = caches.StatefulSets.OwnedBy(cluster.Metadata.Uid!).ToDictionary(set => set.Metadata.Name!, StringComparer.Ordinal);
        var pods = ByInstance(caches.Pods.WithLabel(ns, Labels.Cluster, name).Where(pod => pod.Metadata.Name == Names.Pod(InstanceOf(pod) ?? "")));
        var volumes = ByInstance(caches.Volumes.WithLabel(ns, Labels.Cluster, name).Where(claim => claim.Metadata.Name == Names.DataVolumeClaim(InstanceOf(claim) ?? "")));
        var names = (cluster.Status.Members ?? []).Select(member => member.Name).Concat(sets.Keys).Concat(pods.Keys).Concat(volumes.Keys);
        return [.. names.Where(instance => Names.Serial(name, instance) is not null).Distinct(StringComparer.Ordinal).Select(instance => new InstanceFacts(instance)
        {
            StatefulSet = sets.GetValueOrDefault(instance),
            Pod = pods.GetValueOrDefault(instance),
            Volume = volumes.GetValueOrDefault(instance),
        })];
    }

    private static Dictionary<string, T> ByInstance<T>(IEnumerable<T> entities)
        where T : IKubernetesObject => entities.ToDictionary(entity => InstanceOf(entity)!, StringComparer.Ordinal);

    private static string? InstanceOf(IKubernetesObject entity) => entity.Metadata.Labels?.GetValueOrDefault(Labels.Instance);

    private static AgentTrust? Trust(V1PostgresCluster cluster, Dictionary<string, V1Secret> secrets)
    {
        var secret = secrets.GetValueOrDefault(Names.OperatorSecret(cluster.Metadata.Name!));
        return SecretSpecs.Text(secret, SecretSpecs.AuthorityCertificates) is { } authorities
            && SecretSpecs.Text(secret, SecretSpecs.Certificate) is { } certificate && SecretSpecs.Text(secret, SecretSpecs.Key) is { } key
            ? new AgentTrust(authorities, certificate, key)
            : null;
    }

    private async Task<InstanceFacts[]> AskAsync(
        V1PostgresCluster cluster, List<InstanceFacts> known, AgentTrust? trust, ClusterMemory memory, CancellationToken cancellationToken)
    {
        var serverName = $"{Names.ReadWriteService(cluster.Metadata.Name!)}.{cluster.Metadata.Namespace}.svc";
        var silent = memory.Silent;
        var answered = await Task.WhenAll(known.Select(async instance =>
        {
            if (instance.Pod?.Status?.PodIP is not { Length: > 0 } address)
            {
                return instance with { Silence = instance.Pod is null ? "There is no pod" : "The pod has no address yet" };
            }

            if (trust is null)
            {
                return instance with { Silence = "The operator has no certificate for this cluster yet" };
            }

            var endpoint = new AgentEndpoint(cluster.Metadata.Uid!, instance.Name, instance.Pod.Metadata.Uid!, address, serverName, trust);
            var answer = await agents.AskAsync(endpoint, silent.Contains(instance.Name, StringComparer.Ordinal) ? SilentAnswerWithin : AnswerWithin, cancellationToken).ConfigureAwait(false);
            return instance with { Report = answer.Report, Silence = answer.Error };
        })).ConfigureAwait(false);
        memory.Silent = answered.Where(instance => instance.Report is null).Select(instance => instance.Name).ToArray();
        return answered;
    }

    /// <summary>
    /// The informer's copy may be old, and an old copy looks like a lease that nobody renews: before that is believed, the server is asked.
    /// </summary>
    private async Task<(LeaseView View, LeaseRecord? Record, TimeSpan Remaining)> LeaseAsync(
        V1PostgresCluster cluster, ClusterMemory memory, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(cluster.Metadata.Namespace!, Names.PrimaryLease(cluster.Metadata.Name!));
        var informed = caches.Leases.Get(key);
        memory.ObserveLease(LeaseRecords.From(informed));
        if (memory.Lease() is { View: LeaseView.Held } held)
        {
            return held;
        }

        memory.ObserveLease(LeaseRecords.From(await client.GetAsync<V1Lease>(key.Name, key.Namespace, cancellationToken).ConfigureAwait(false)));
        return memory.Lease();
    }
}
