using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Client;

/// <summary>How a client behaves, whatever cluster it talks to.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Source-generated contexts of the kinds that are not built in.</summary>
    public IReadOnlyList<IJsonTypeInfoResolver> TypeInfoResolvers { get; init; } = [];

    /// <summary>For one try of one request, body included; for a watch, to its response headers.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a read, an apply or a deletion is repeated when the server asks for it by Retry-After.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>A longer Retry-After is not waited for but thrown.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Objects a page in <see cref="IKubernetesClient.ListAsync"/> when the caller does not say; client-go, tools/pager.</summary>
    public int PageSize { get; init; } = 500;

    public string UserAgent { get; init; } = "howdah";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
