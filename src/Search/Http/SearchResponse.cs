using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Search.Http;

/// <summary>An answer and what it was to.</summary>
internal sealed record SearchResponse(HttpStatusCode Status, byte[] Body, string Operation)
{
    /// <exception cref="SearchException">It is not what it must be: malformed.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw Malformed("the answer is null");
        }
        catch (JsonException exception)
        {
            throw Malformed(exception.Message, exception);
        }
    }

    public SearchException Malformed(string what, Exception? inner = null) =>
        new(SearchFailure.Malformed, $"{Operation}: status {(int)Status}, but the answer cannot be understood: {what}", Status, inner: inner);

    /// <summary>The answer as an error.</summary>
    public SearchException Refusal()
    {
        var error = ErrorReader.Read(Body);
        return new SearchException(SearchFailure.Refused, $"{Operation}: status {(int)Status}: {error}", Status, error);
    }
}
