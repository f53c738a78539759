using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>The user's Secret by which a queue's backend is reached. No informer keeps it, because it is not the operator's: it is read now and then.</summary>
internal sealed class UserSecrets(IKubernetesClient client)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>What is missing is looked for more often: somebody is about to make it.</summary>
    private static readonly TimeSpan MissingFresh = TimeSpan.FromSeconds(4);

    /// <summary>At most half a minute old; read anew after the backend could not be used.</summary>
    public async Task<V1Secret?> FindAsync(QueueContext context, string name, CancellationToken cancellationToken)
    {
        var known = context.Memory.Connection;
        if (known is { } read && read.Secret?.Metadata.Name is var present && (present is null || present == name)
            && context.Memory.Since(read.At) < (present is null ? MissingFresh : Fresh) && context.Memory.Failures == 0)
        {
            return read.Secret;
        }

        var secret = await client.GetAsync<V1Secret>(name, context.Namespace, cancellationToken).ConfigureAwait(false);
        context.Memory.Connection = (secret, context.Memory.Timestamp());
        return secret;
    }
}
