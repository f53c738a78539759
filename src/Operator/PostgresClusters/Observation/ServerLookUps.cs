using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>
/// Objects that no informer keeps, because they are not the operator's: read from the server, and remembered for a while.
/// </summary>
internal sealed class ServerLookUps(IKubernetesClient client, TimeProvider time)
{
    /// <summary>How soon a changed password reaches the database.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>What is missing is looked for more often: somebody is about to make it.</summary>
    private static readonly TimeSpan MissingFresh = TimeSpan.FromSeconds(5);

    private const string Classes = "storageclasses";

    private volatile LookUp? _classes;

    public Task<V1Secret?> UserSecretAsync(ClusterContext context, string name, CancellationToken cancellationToken) =>
        GetAsync(context, Key(name), () => client.GetAsync<V1Secret>(name, context.Namespace, cancellationToken));

    /// <summary>What was read is no good, so that somebody is about to change it: it is read again as soon as what is missing.</summary>
    public static void DistrustUserSecret(ClusterContext context, string name)
    {
        if (context.Memory.LookUps.TryGetValue(Key(name), out var known))
        {
            context.Memory.LookUps[Key(name)] = known with { Lasting = false };
        }
    }

    public Task<V1StorageClass?> StorageClassAsync(ClusterContext context, string name, CancellationToken cancellationToken) =>
        GetAsync(context, $"storageclass:{name}", () => client.GetAsync<V1StorageClass>(name, cancellationToken: cancellationToken));

    /// <summary>All of them, from one copy for all clusters. A cluster whose class is not among them looks for itself before it believes that.</summary>
    public async Task<IReadOnlyList<V1StorageClass>> StorageClassesAsync(
        ClusterContext context, Func<IReadOnlyList<V1StorageClass>, bool> holdsWanted, CancellationToken cancellationToken)
    {
        var lookUps = context.Memory.LookUps;
        if (_classes is { Value: IReadOnlyList<V1StorageClass> known } shared && IsFresh(shared)
            && (holdsWanted(known) || (lookUps.TryGetValue(Classes, out var own) && IsFresh(own))))
        {
            return known;
        }

        var read = await client.ListAsync<V1StorageClass>(cancellationToken: cancellationToken).ConfigureAwait(false);
        _classes = new LookUp(read, time.GetTimestamp(), Lasting: false);
        if (holdsWanted(read))
        {
            lookUps.Remove(Classes);
        }
        else
        {
            lookUps[Classes] = new LookUp(null, time.GetTimestamp(), Lasting: false);
        }

        return read;
    }

    private static string Key(string secret) => $"secret:{secret}";

    private async Task<T?> GetAsync<T>(ClusterContext context, string key, Func<Task<T?>> read)
        where T : class
    {
        var lookUps = context.Memory.LookUps;
        if (lookUps.TryGetValue(key, out var known) && IsFresh(known))
        {
            return (T?)known.Value;
        }

        var value = await read().ConfigureAwait(false);
        lookUps[key] = new LookUp(value, time.GetTimestamp(), value is not null);
        return value;
    }

    private bool IsFresh(LookUp known) => time.GetElapsedTime(known.At) < (known.Lasting ? Fresh : MissingFresh);
}

/// <summary>What was read.</summary>
/// <param name="Value">Null: there is none.</param>
/// <param name="At">Monotonic.</param>
/// <param name="Lasting">Not expected to change soon.</param>
internal sealed record LookUp(object? Value, long At, bool Lasting);
