using System.Collections.Concurrent;
using System.Text.Json;
using Howdah.Kubernetes.Http;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Client;

/// <summary>Remembers what is served, never what is not: a CRD that was just installed is seen at once.</summary>
internal sealed class DiscoveryClient(ApiConnection connection, TimeProvider time) : IDiscovery
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Entry<HashSet<string>>> _resources = new(StringComparer.Ordinal);
    private Entry<Version>? _version;

    public async Task<bool> ServesAsync(string apiVersion, string plural, CancellationToken cancellationToken = default)
    {
        if (_resources.TryGetValue(apiVersion, out var known) && IsFresh(known.At) && known.Value.Contains(plural))
        {
            return true;
        }

        var served = await ResourcesAsync(apiVersion, cancellationToken).ConfigureAwait(false);
        if (served.Contains(plural))
        {
            _resources[apiVersion] = new Entry<HashSet<string>>(served, time.GetTimestamp());
            return true;
        }

        _resources.TryRemove(apiVersion, out _);
        return false;
    }

    public async Task<Version> VersionAsync(CancellationToken cancellationToken = default)
    {
        if (_version is { } known && IsFresh(known.At))
        {
            return known.Value;
        }

        var version = await connection.SendAsync(ApiRequest.Get("/version"), ReadVersionAsync, cancellationToken).ConfigureAwait(false);
        _version = new Entry<Version>(version, time.GetTimestamp());
        return version;
    }

    /// <summary>Vendors decorate the numbers (<c>20+</c>): leading digits count.</summary>
    internal static Version ParseVersion(V1VersionInfo info) =>
        int.TryParse(LeadingDigits(info.Major), out var major) && int.TryParse(LeadingDigits(info.Minor), out var minor)
            ? new Version(major, minor)
            : throw new JsonException($"'{info.Major}.{info.Minor}' is not a version.");

    private static ReadOnlySpan<char> LeadingDigits(string? text)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text.AsSpan(0, end);
    }

    private bool IsFresh(long at) => time.GetElapsedTime(at) < Lifetime;

    private async Task<HashSet<string>> ResourcesAsync(string apiVersion, CancellationToken cancellationToken)
    {
        var path = apiVersion.Contains('/') ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        try
        {
            return await connection.SendAsync(ApiRequest.Get(path), ReadResourcesAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    private static async ValueTask<HashSet<string>> ReadResourcesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var list = await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.TypeInfo<V1ApiResourceList>(), cancellationToken).ConfigureAwait(false);
        return [.. (list?.Resources ?? []).Select(resource => resource.Name)];
    }

    private static async ValueTask<Version> ReadVersionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var info = await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.TypeInfo<V1VersionInfo>(), cancellationToken).ConfigureAwait(false);
        return ParseVersion(info ?? new V1VersionInfo());
    }

    private sealed record Entry<T>(T Value, long At);
}
