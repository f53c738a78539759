using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>One complete list, page by page. Each page is prepared as it arrives, so that only one page of raw objects is alive at a time.</summary>
internal sealed class ListSession<T>(IKubernetesClient client, string? ns, InformerOptions<T> options, ReflectorStatus status)
    where T : class, IKubernetesObject
{
    /// <summary>client-go tools/pager.</summary>
    public const int PageSize = 500;

    /// <param name="resourceVersion"><c>0</c>: any cached state; a version: at least that; null: a consistent read.</param>
    /// <param name="keep">Applied to each object.</param>
    /// <param name="cancellationToken">Stops between and during pages.</param>
    public async Task<EntityList<T>> RunAsync(string? resourceVersion, Func<T, T> keep, CancellationToken cancellationToken)
    {
        // A server answers a limited list "at least as new as" from etcd instead of from its cache; without a limit it uses the cache.
        var paged = resourceVersion is null or "0";
        var request = new ListOptions
        {
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = resourceVersion,
            Limit = paged ? PageSize : null,
        };
        var items = new List<T>();
        var page = await PageAsync(request, items, keep, cancellationToken);
        while (page.Continue is { Length: > 0 } next)
        {
            try
            {
                page = await PageAsync(request with { Continue = next, ResourceVersion = null }, items, keep, cancellationToken);
            }
            catch (KubernetesApiException expired) when (expired.IsGone)
            {
                // The snapshot behind the continue token is compacted away: the pages so far cannot be completed consistently.
                items.Clear();
                page = await PageAsync(request with { Limit = null }, items, keep, cancellationToken);
            }
        }

        return page with { Items = items };
    }

    private async Task<EntityList<T>> PageAsync(ListOptions request, List<T> items, Func<T, T> keep, CancellationToken cancellationToken)
    {
        var page = await client.ListPageAsync<T>(ns, request, cancellationToken);
        status.Progressed();
        foreach (var item in page.Items)
        {
            items.Add(keep(item));
        }

        return page;
    }
}
