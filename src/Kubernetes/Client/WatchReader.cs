using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Howdah.Kubernetes.Http;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Client;

/// <summary>Reads newline-framed watch events of any size from a response body.</summary>
internal sealed class WatchReader<T>(Stream body, JsonTypeInfo<T> info, string what) : IAsyncDisposable
    where T : class
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 1024, leaveOpen: true);

    private readonly PipeReader _reader = PipeReader.Create(body, Buffers);

    /// <summary>Bytes at the start of the buffer that hold no newline.</summary>
    private long _searched;

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    /// <summary>Null when the server has ended the watch.</summary>
    /// <exception cref="KubernetesApiException">An ERROR event, or a line that is no event.</exception>
    /// <exception cref="IOException">The body broke off, in the middle of an event perhaps.</exception>
    public async ValueTask<WatchEvent<T>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (TryTakeLine(ref buffer, out var line))
            {
                if (IsBlank(line))
                {
                    continue;
                }

                var parsed = Parse(line);
                _reader.AdvanceTo(buffer.Start);
                return parsed;
            }

            if (result.IsCompleted)
            {
                return IsBlank(buffer) ? null : throw new IOException($"{what}: the watch broke off in the middle of an event.");
            }

            _searched = buffer.Length;
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.Slice(_searched).PositionOf((byte)'\n') is not { } end)
        {
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        _searched = 0;
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \r\n\t"u8))
            {
                return false;
            }
        }

        return true;
    }

    private WatchEvent<T> Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var (type, payload) = Split(line);
            if (type == "ERROR")
            {
                var status = new Utf8JsonReader(payload);
                throw ApiErrors.FromEvent(JsonSerializer.Deserialize(ref status, KubernetesJson.Default.TypeInfo<V1Status>()) ?? new V1Status(), what);
            }

            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = info.Options.MaxDepth });
            return new WatchEvent<T>(TypeOf(type), JsonSerializer.Deserialize(ref reader, info) ?? throw new JsonException("The event has no object."));
        }
        catch (JsonException e)
        {
            throw ApiErrors.NotUnderstood(HttpStatusCode.OK, what, e);
        }
    }

    /// <summary>The type decides what the object is read as, so it is read first wherever it stands.</summary>
    private (string? Type, ReadOnlySequence<byte> Payload) Split(ReadOnlySequence<byte> line)
    {
        string? type = null;
        var payload = ReadOnlySequence<byte>.Empty;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = info.Options.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event is a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString();
                continue;
            }

            var start = reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
            {
                payload = line.Slice(start, reader.BytesConsumed - start);
            }
        }

        return (type, payload);
    }

    private static WatchEventType TypeOf(string? type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => throw new JsonException($"There is no event type '{type}'."),
    };
}
