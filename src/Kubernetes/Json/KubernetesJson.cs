using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Kubernetes.Json;

/// <summary>The one way objects become JSON and back: camelCase, nulls left out, UTF-8 unescaped, times as the API server writes them.</summary>
public static class KubernetesJson
{
    /// <summary>Built-in kinds only.</summary>
    public static JsonSerializerOptions Default { get; } = Create();

    /// <summary>
    /// Options for the built-in kinds and those of the given source-generated contexts.
    /// Text is escaped so that JSON and YAML parsers read the same: the API server reads apply bodies with the latter.
    /// </summary>
    public static JsonSerializerOptions Create(params IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = YamlSafeEncoder.Instance,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([CoreJsonContext.Default, .. resolvers]),
            MaxDepth = 128,
        };
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new SharedStringConverter());
        options.MakeReadOnly();
        return options;
    }

    /// <exception cref="NotSupportedException">The type is in none of the contexts.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>(this JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
