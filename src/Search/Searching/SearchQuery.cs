using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Search.Documents;

namespace Howdah.Search.Searching;

/// <summary>What to look for, in the cluster's own query language.</summary>
/// <param name="Query">Null for all.</param>
public sealed record SearchQuery(JsonObject? Query)
{
    /// <summary>At most so many hits; 0 for the count alone.</summary>
    public int Size { get; init; } = 10;

    /// <summary>For example <c>[{"createdAt": "asc"}]</c>.</summary>
    public JsonArray? Sort { get; init; }

    /// <summary>The sort values of the last hit of the page before.</summary>
    public JsonArray? SearchAfter { get; init; }

    public JsonObject? Aggregations { get; init; }

    /// <summary>Fields of the source to return; null for all, empty for none.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Where counting ends; null for an exact total.</summary>
    public int? TrackTotal { get; init; } = 0;

    internal JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["size"] = Size,
            ["seq_no_primary_term"] = true,
            ["track_total_hits"] = TrackTotal switch { null => true, 0 => false, { } most => most },
        };
        Add(body, "query", Query);
        Add(body, "sort", Sort);
        Add(body, "search_after", SearchAfter);
        Add(body, "aggs", Aggregations);
        if (Fields is { Count: 0 })
        {
            body["_source"] = false;
        }
        else if (Fields is not null)
        {
            var list = new JsonArray();
            foreach (var field in Fields)
            {
                list.Add((JsonNode)field);
            }

            body["_source"] = list;
        }

        return body;
    }

    private static void Add(JsonObject body, string name, JsonNode? node)
    {
        if (node is not null)
        {
            body[name] = node.DeepClone();
        }
    }
}

/// <summary>One document that was found. Its version says whether it has changed since it became visible.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its state.</param>
/// <param name="Source">Null when no fields were asked for.</param>
/// <param name="Sort">The values it was sorted by.</param>
public sealed record SearchHit(string Id, DocumentVersion Version, JsonElement? Source, JsonElement? Sort);

/// <param name="Hits">In order.</param>
/// <param name="Total">As far as it was tracked; null when it was not.</param>
/// <param name="Aggregations">Null when none were asked for.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, long? Total, JsonElement? Aggregations);
