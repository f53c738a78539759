namespace Howdah.Kubernetes.Http;

/// <summary>One request; the body is kept so that it can be sent again.</summary>
/// <param name="Method">The verb.</param>
/// <param name="PathAndQuery">Absolute, without the server's own prefix.</param>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null: no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Doing it twice is the same as doing it once.</summary>
    public bool Idempotent { get; init; }

    public static ApiRequest Get(string pathAndQuery) => new(HttpMethod.Get, pathAndQuery) { Idempotent = true };
}
