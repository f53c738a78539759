namespace Howdah.Search.Http;

/// <summary>One request, which can be sent several times.</summary>
/// <param name="Method">GET, PUT, POST, DELETE, HEAD.</param>
/// <param name="Path">Below the cluster's URL, escaped, with its query.</param>
/// <param name="Operation">For messages: what is being done, to what.</param>
internal sealed record SearchRequestMessage(HttpMethod Method, string Path, string Operation)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    public bool IsLines { get; init; }

    /// <summary>Doing it twice is like doing it once, so it is repeated also when nobody knows whether it was applied.</summary>
    public bool IsRepeatable { get; init; } = true;
}
