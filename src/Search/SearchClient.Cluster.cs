using System.Text.Json.Nodes;
using Howdah.Search.Http;

namespace Howdah.Search;

/// <summary>What a cluster runs.</summary>
/// <param name="Product">Who made it.</param>
/// <param name="Number">For example 2.4.1.</param>
public sealed record ClusterVersion(SearchProduct Product, Version Number)
{
    /// <summary>OpenSearch from 1.0 on, and Elasticsearch from 7.10 to the end of 7, whose interfaces are the ones used here.</summary>
    public bool IsSupported => Product == SearchProduct.OpenSearch
        ? Number.Major >= 1
        : Number is { Major: 7, Minor: >= 10 };

    public override string ToString() => $"{Product} {Number}";
}

public enum SearchProduct
{
    OpenSearch,
    Elasticsearch,
}

public sealed partial class SearchClient
{
    /// <summary>Asks the cluster what it is. One that gives 7.10.2 as its number for the sake of old clients is still known as OpenSearch.</summary>
    public async Task<ClusterVersion> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var response = await SendAsync(new(HttpMethod.Get, "/", "Asking for the version"), cancellationToken).ConfigureAwait(false);
        var version = response.Read(SearchJson.Default.RootDto).Version;
        var product = version.Distribution switch
        {
            "opensearch" => SearchProduct.OpenSearch,
            null => SearchProduct.Elasticsearch,
            var other => throw response.Malformed($"the distribution is '{other}'"),
        };
        return Version.TryParse(version.Number.Split('-')[0], out var number)
            ? new ClusterVersion(product, number)
            : throw response.Malformed($"the version is '{version.Number}'");
    }

    /// <summary>The clock of every node, all read within the time that is returned with them.</summary>
    public async Task<(IReadOnlyDictionary<string, DateTimeOffset> Clocks, TimeSpan Within)> GetClocksAsync(CancellationToken cancellationToken = default)
    {
        var started = Options.Time.GetTimestamp();
        var path = new SearchPath("_nodes", "stats", "process").With("filter_path", "nodes.*.name,nodes.*.timestamp");
        var response = await SendAsync(new(HttpMethod.Get, path.ToString(), "Reading the nodes' clocks"), cancellationToken).ConfigureAwait(false);
        var clocks = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (response.Read(SearchJson.Default.JsonObject)["nodes"] is not JsonObject nodes)
        {
            throw response.Malformed("no nodes");
        }

        foreach (var (id, node) in nodes)
        {
            if (node?["timestamp"] is not JsonValue value || !value.TryGetValue<long>(out var milliseconds))
            {
                throw response.Malformed("a node without a timestamp");
            }

            clocks[$"{node["name"]} ({id})"] = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        return (clocks, Options.Time.GetElapsedTime(started));
    }
}
