using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Json;

/// <summary>
/// Makes the metadata of lists from that of their items, so that a context only has to name the kind itself. No reflection.
/// </summary>
internal sealed class WireListResolver : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Type, Func<JsonSerializerOptions, JsonTypeInfo>> _factories = new();

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
        _factories.TryGetValue(type, out var factory) ? factory(options) : null;

    /// <summary>Metadata of a list of <typeparamref name="T"/>; <paramref name="options"/> must resolve through this instance.</summary>
    public JsonTypeInfo<WireList<T>> ListOf<T>(JsonSerializerOptions options)
    {
        _factories.TryAdd(typeof(List<T>), CreateItems<T>);
        _factories.TryAdd(typeof(WireList<T>), CreateList<T>);
        return options.TypeInfo<WireList<T>>();
    }

    private static JsonTypeInfo CreateItems<T>(JsonSerializerOptions options) =>
        JsonMetadataServices.CreateListInfo<List<T>, T>(options, new JsonCollectionInfoValues<List<T>> { ObjectCreator = static () => [] });

    private static JsonTypeInfo CreateList<T>(JsonSerializerOptions options) =>
        JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<WireList<T>>
        {
            ObjectCreator = static () => new WireList<T>(),
            PropertyMetadataInitializer = _ =>
            [
                Property<T, V1ListMeta>(options, "metadata", static list => list.Metadata, static (list, value) => list.Metadata = value),
                Property<T, List<T>>(options, "items", static list => list.Items, static (list, value) => list.Items = value),
            ],
        });

    // Without a getter the serializer skips a property that holds a collection.
    private static JsonPropertyInfo Property<T, TValue>(
        JsonSerializerOptions options, string name, Func<WireList<T>, TValue?> get, Action<WireList<T>, TValue?> set) =>
        JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TValue>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = typeof(WireList<T>),
            PropertyName = name,
            JsonPropertyName = name,
            Getter = list => get((WireList<T>)list),
            Setter = (list, value) => set((WireList<T>)list, value),
        });
}
