using System.Net;
using Howdah.Search.Documents;
using Howdah.Search.Http;

namespace Howdah.Search;

public sealed partial class SearchClient
{
    /// <summary>The document as it is now, whether or not a refresh has made it visible to searches; null when there is none.</summary>
    public async Task<Document?> GetAsync(IndexName index, string id, CancellationToken cancellationToken = default)
    {
        var path = new SearchPath(index.Value, "_doc", id).With("realtime", "true");
        var response = await _http.SendAsync(new(HttpMethod.Get, path.ToString(), $"Reading a document of {index}"), cancellationToken).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound && !IsAboutDocument(response))
        {
            throw response.Refusal();
        }

        var dto = response.Read(SearchJson.Default.DocumentDto);
        return !dto.Found ? null : ToDocument(dto, response);
    }

    /// <summary>Several documents as they are now, in the order of <paramref name="ids"/>; null for those that do not exist.</summary>
    /// <exception cref="SearchException">One of them could not be read, or as for every request.</exception>
    public async Task<IReadOnlyList<Document?>> GetManyAsync(IndexName index, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var list = new System.Text.Json.Nodes.JsonArray();
        foreach (var id in ids)
        {
            list.Add((System.Text.Json.Nodes.JsonNode)id);
        }

        var request = new SearchRequestMessage(HttpMethod.Post, new SearchPath(index.Value, "_mget").ToString(), $"Reading documents of {index}")
        {
            Body = Json(new() { ["ids"] = list }),
        };
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        var docs = response.Read(SearchJson.Default.ManyDto).Docs;
        if (docs.Count != ids.Count)
        {
            throw response.Malformed($"{docs.Count} documents for {ids.Count} ids");
        }

        return [.. docs.Select(dto => dto.Error is { } error
            ? throw new SearchException(SearchFailure.Refused, $"{request.Operation}: {ErrorReader.Read(error)}", response.Status, ErrorReader.Read(error))
            : dto.Found ? ToDocument(dto, response) : null)];
    }

    /// <summary>Writes the whole document, whether or not it exists.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">1 to 512 bytes.</param>
    /// <param name="source">JSON in UTF-8.</param>
    /// <param name="condition">A conflict when it does not hold.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<WriteAnswer> IndexAsync(
        IndexName index, string id, ReadOnlyMemory<byte> source, WriteCondition? condition = null, CancellationToken cancellationToken = default) =>
        WriteAsync(new(HttpMethod.Put, Conditioned(new(index.Value, "_doc", id), condition), $"Writing a document of {index}") { Body = source }, cancellationToken);

    /// <summary>Writes a new document; a conflict when it exists. After a lost answer the retry finds its own document: a conflict too.</summary>
    public Task<WriteAnswer> CreateAsync(IndexName index, string id, ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        WriteAsync(new(HttpMethod.Put, new SearchPath(index.Value, "_create", id).ToString(), $"Creating a document of {index}") { Body = source }, cancellationToken);

    public Task<WriteAnswer> DeleteAsync(IndexName index, string id, WriteCondition? condition = null, CancellationToken cancellationToken = default) =>
        WriteAsync(new(HttpMethod.Delete, Conditioned(new(index.Value, "_doc", id), condition), $"Deleting a document of {index}"), cancellationToken);

    /// <summary>Runs a script on the document where its primary copy is: nothing comes between reading and writing. The answer holds the document.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="script">What to do.</param>
    /// <param name="onlyIf">A conflict when the document is in another state.</param>
    /// <param name="conflictRetries">How often the cluster runs the script again when another write came in between.</param>
    /// <param name="repeatable">Running the script twice is like running it once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<WriteAnswer> UpdateAsync(
        IndexName index, string id, UpdateScript script, DocumentVersion? onlyIf = null, int conflictRetries = 0, bool repeatable = false,
        CancellationToken cancellationToken = default)
    {
        var path = new SearchPath(index.Value, "_update", id).With("_source", "true").With("if_seq_no", onlyIf?.SequenceNumber)
            .With("if_primary_term", onlyIf?.PrimaryTerm).With("retry_on_conflict", conflictRetries == 0 ? null : conflictRetries);
        return WriteAsync(
            new(HttpMethod.Post, path.ToString(), $"Updating a document of {index}") { Body = Json(script.ToJson()), IsRepeatable = repeatable }, cancellationToken);
    }

    private static string Conditioned(SearchPath path, WriteCondition? condition) => condition switch
    {
        WriteCondition.Unchanged unchanged =>
            path.With("if_seq_no", unchanged.Version.SequenceNumber).With("if_primary_term", unchanged.Version.PrimaryTerm).ToString(),
        WriteCondition.External external => path.With("version", external.Version).With("version_type", external.OrEqual ? "external_gte" : "external").ToString(),
        _ => path.ToString(),
    };

    private static Document ToDocument(DocumentDto dto, SearchResponse response) =>
        dto is { Id: { } id, SequenceNumber: { } number, PrimaryTerm: { } term, Source: { } source }
            ? new Document(id, new DocumentVersion(number, term), source)
            : throw response.Malformed("a document without id, sequence number, primary term or source");

    /// <summary>A 404 says that the document is missing, or the index, or that a proxy knows no such page.</summary>
    private static bool IsAboutDocument(SearchResponse response)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(response.Body);
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
                && (document.RootElement.TryGetProperty("found", out _) || document.RootElement.TryGetProperty("result", out _));
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private async Task<WriteAnswer> WriteAsync(SearchRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        switch (response.Status)
        {
            case HttpStatusCode.Conflict:
                return new WriteAnswer(WriteResult.Conflict, null);
            case HttpStatusCode.NotFound when !IsAboutDocument(response):
                return response.Refusal() is { Error.Type: "document_missing_exception" } ? new WriteAnswer(WriteResult.Missing, null) : throw response.Refusal();
        }

        var dto = response.Read(SearchJson.Default.WriteDto);
        var result = ReadResult(dto.Result) ?? throw response.Malformed($"the result is '{dto.Result}'");
        return dto is { SequenceNumber: { } number, PrimaryTerm: { } term }
            ? new WriteAnswer(result, new DocumentVersion(number, term)) { Source = dto.Get?.Source }
            : throw response.Malformed("no sequence number or primary term");
    }

    private static WriteResult? ReadResult(string result) => result switch
    {
        "created" => WriteResult.Created,
        "updated" => WriteResult.Updated,
        "deleted" => WriteResult.Deleted,
        "noop" => WriteResult.Unchanged,
        "not_found" => WriteResult.Missing,
        _ => null,
    };
}
