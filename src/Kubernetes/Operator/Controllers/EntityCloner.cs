using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>Deep copies by a round trip through source-generated JSON, so that no second description of the types is needed.</summary>
internal sealed class EntityCloner<T>(JsonTypeInfo<T> info)
    where T : class, IKubernetesObject
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public T Clone(T entity)
    {
        _buffer ??= new ArrayBufferWriter<byte>(4096);
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer))
        {
            JsonSerializer.Serialize(writer, entity, info);
        }

        return JsonSerializer.Deserialize(_buffer.WrittenSpan, info)!;
    }
}
