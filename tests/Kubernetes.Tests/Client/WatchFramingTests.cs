using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Client;

public sealed class WatchFramingTests
{
    private static readonly Gen<string> Texts = ArbMap.Default.ArbFor<string?>().Generator.Select(text => Valid(text ?? "")).Or(Gen.Constant(new string('é', 9000)));

    private static readonly Gen<(WatchEventType Type, string Text)> Events =
        Gen.Elements(WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted, WatchEventType.Bookmark).Zip(Texts);

    [Fact]
    public void Events_are_the_same_wherever_the_stream_is_cut_into_chunks()
    {
        var cases = Events.ListOf().Zip(Gen.Choose(1, 40).NonEmptyListOf(), (events, chunks) => (Events: events, Chunks: chunks));

        Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            var body = Encoding.UTF8.GetBytes(string.Concat(sample.Events.Select((one, index) => Line(one.Type, one.Text) + (index % 3 == 0 ? "\r\n\n" : "\n"))));

            var read = ReadAllAsync(new ChunkedStream(body, [.. sample.Chunks])).GetAwaiter().GetResult();

            return read.SequenceEqual(sample.Events);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_stream_that_breaks_off_gives_what_was_complete_and_then_an_error()
    {
        var whole = Encoding.UTF8.GetBytes(Line(WatchEventType.Added, "a") + "\n" + Line(WatchEventType.Deleted, "b"));
        var first = Array.IndexOf(whole, (byte)'\n') + 1;

        Prop.ForAll(Gen.Choose(1, whole.Length).Zip(Gen.Choose(1, 40)).ToArbitrary(), cut =>
        {
            var (length, chunk) = cut;
            var events = new List<(WatchEventType, string)>();
            var broken = false;
            try
            {
                ReadAllAsync(new ChunkedStream(whole[..length], [chunk]), events).GetAwaiter().GetResult();
            }
            catch (IOException)
            {
                broken = true;
            }

            return events.Count == (length >= first ? 1 : 0) && broken == (length != first);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\"}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":null}")]
    [InlineData("{\"type\":\"NEWS\",\"object\":{}}")]
    [InlineData("{\"object\":{\"metadata\":{\"name\":\"a\"}}}")]
    [InlineData("{\"type\":7,\"object\":{}}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task A_line_that_is_no_event_is_an_error_of_the_api(string line)
    {
        await Assert.ThrowsAsync<KubernetesApiException>(() => ReadAllAsync(new ChunkedStream(Encoding.UTF8.GetBytes(line + "\n"), [5])));
    }

    [Theory]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}}", true)]
    [InlineData("{\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"},\"type\":\"ERROR\"}", true)]
    [InlineData("{\"type\":\"ERROR\",\"object\":{}}", false)]
    [InlineData("{\"type\":\"ERROR\",\"object\":null}", false)]
    public async Task An_error_event_ends_the_watch_by_its_code_wherever_the_type_stands(string line, bool gone)
    {
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => ReadAllAsync(new ChunkedStream(Encoding.UTF8.GetBytes(line + "\n"), [3])));

        Assert.Equal(gone, error.IsGone);
    }

    private static async Task<List<(WatchEventType Type, string Text)>> ReadAllAsync(Stream stream, List<(WatchEventType Type, string Text)>? into = null)
    {
        var events = into ?? [];
        await using var reader = new WatchReader<V1Widget>(stream, WidgetJson.Options.TypeInfo<V1Widget>(), "GET widgets");
        while (await reader.ReadAsync(default) is { } read)
        {
            events.Add((read.Type, read.Object.Metadata.Name ?? ""));
        }

        return events;
    }

    private static string Line(WatchEventType type, string text) =>
        $$$$"""{"type":"{{{{type.ToString().ToUpperInvariant()}}}}","object":{"apiVersion":"test.howdah.dev/v1alpha1","kind":"Widget","metadata":{"name":"{{{{JsonEncodedText.Encode(text)}}}}"},"spec":{"size":3}}}""";

    /// <summary>Half a surrogate pair cannot be sent.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Gives the bytes out in chunks of the given sizes, over and over.</summary>
    private sealed class ChunkedStream(byte[] body, int[] chunks) : MemoryStream(body)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunks[_next++ % chunks.Length])], cancellationToken);
    }
}
