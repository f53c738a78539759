using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Events;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Events;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private static readonly ResourceKind Kind = ResourceKind.Of<V1Event>();

    private readonly FakeTimeProvider _time = new();
    private readonly RuntimeMeter _meter = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;
    private EventRecorder _recorder = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.CreateClient(new KubernetesClientOptions { TimeProvider = _time, MaxRetries = 0 });
        _recorder = new EventRecorder(
            new EventWriter(_client, "howdah-operator", "howdah-0"), new EventMetrics(_meter), _time, new Jitter(new Random(1)), NullLogger.Instance);
        _recorder.Start();
    }

    public async Task DisposeAsync()
    {
        await _recorder.StopAsync(TimeSpan.Zero);
        _recorder.Dispose();
        _client.Dispose();
        _meter.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_event_says_what_happened_to_whom_and_who_says_so()
    {
        Publish("Promoted", "db-2 is primary", EventType.Warning);

        var written = Assert.Single(await WrittenAsync(1));

        Assert.Equal(("Promoted", "db-2 is primary", "Warning"), ((string?)written["reason"], (string?)written["note"], (string?)written["type"]));
        Assert.Equal(("howdah-operator", "howdah-0"), ((string?)written["reportingController"], (string?)written["reportingInstance"]));
        Assert.Equal(("Widget", "w", "uid-w"), ((string?)written["regarding"]!["kind"], (string?)written["regarding"]!["name"], (string?)written["regarding"]!["uid"]));
        Assert.Null(written["series"]);
    }

    [Fact]
    public async Task Repetitions_are_one_object_and_few_writes()
    {
        for (var i = 0; i < 500; i++)
        {
            Publish("Retrying", "no answer");
        }

        await _recorder.StopAsync(TimeSpan.FromSeconds(30));

        var written = Assert.Single(_server.List(Kind));
        Assert.Equal(500, (int)(long)written["series"]!["count"]!);
        Assert.InRange(_server.Requests.Count(request => request.IsWrite), 2, 4);
    }

    [Fact]
    public async Task Another_note_is_another_event_until_there_are_too_many()
    {
        for (var i = 0; i < 500; i++)
        {
            Publish("Retrying", $"try {i}");
        }

        await _recorder.StopAsync(TimeSpan.FromSeconds(30));

        var notes = _server.List(Kind).Select(written => (string)written["note"]!).Order(StringComparer.Ordinal);
        Assert.Equal([EventAggregator.CombinedPrefix + "try 10", .. Enumerable.Range(0, NoteAllowance.MaxNotes).Select(i => $"try {i}")], notes);
        var combined = Assert.Single(_server.List(Kind), written => written["series"] is not null);
        Assert.Equal(500 - NoteAllowance.MaxNotes, (int)(long)combined["series"]!["count"]!);
        Assert.InRange(_server.Requests.Count(request => request.IsWrite), NoteAllowance.MaxNotes + 2, NoteAllowance.MaxNotes + 4);
    }

    [Fact]
    public async Task Another_reason_object_or_type_is_another_event()
    {
        Publish("A", "n");
        Publish("B", "n");
        Publish("A", "n", EventType.Warning);
        Publish("A", "n", name: "other");

        Assert.Equal(4, (await WrittenAsync(4)).Count);
    }

    [Fact]
    public async Task A_series_that_was_quiet_for_six_minutes_is_over()
    {
        Publish("A", "n");
        Publish("B", "n");

        // Events are written one after the other: with the second on record, the first has been answered, and time may pass without cutting its request off.
        await WrittenAsync(2);
        _time.Advance(EventAggregator.FinishAfter + TimeSpan.FromSeconds(1));
        Publish("A", "n");

        for (var i = 0; i < 1500 && CountOf("A") < 2; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }

        Assert.Equal(2, CountOf("A"));
    }

    [Fact]
    public async Task An_api_server_that_says_nothing_holds_up_nobody_and_memory_is_bounded()
    {
        using var stalled = _server.Faults.While(_ => true, Fault.Stall());
        using var exposition = new PrometheusExposition(meter => ReferenceEquals(meter, _meter.Meter));
        Publish("First", "n");
        await Eventually.True(() => _server.Requests.Count == 1);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < EventRecorder.QueueLength + 500; i++)
        {
            Publish($"R{i}", "n");
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("howdah_events_total{outcome=\"dropped\"} 500", exposition.Render(), StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_failed_write_is_tried_again_later_and_a_refused_one_is_not()
    {
        _server.Faults.Next(2, request => request.IsWrite, Fault.Status(HttpStatusCode.ServiceUnavailable));
        Publish("Later", "n");
        await Eventually.TrueWhileAdvancing(_time, TimeSpan.FromSeconds(1), () => _server.List(Kind).Count == 1);
        Assert.Equal(3, _server.Requests.Count);

        _server.Faults.Next(1, request => request.IsWrite, Fault.Status(HttpStatusCode.Forbidden, "Forbidden"));
        Publish("Never", "n");
        Publish("Next", "n");
        await WrittenAsync(2);
        Assert.Equal(5, _server.Requests.Count);
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_cut_and_a_strange_object_does_no_harm()
    {
        _recorder.Publish(new V1Widget { Metadata = new V1ObjectMeta() }, "NoName", "n");
        Publish("Long", new string('é', 5000));

        await Eventually.True(() => _server.List(Kind).Any(one => (string?)one["reason"] == "Long"));
        var note = (string)_server.List(Kind).Single(one => (string?)one["reason"] == "Long")["note"]!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(note), 1000, 1024);
    }

    private int CountOf(string reason) => _server.List(Kind).Count(written => (string?)written["reason"] == reason);

    private void Publish(string reason, string note, EventType type = EventType.Normal, string name = "w") => _recorder.Publish(
        new V1Widget { Metadata = new V1ObjectMeta { Name = name, Namespace = "default", Uid = $"uid-{name}", ResourceVersion = "7" } }, reason, note, type);

    private async Task<IReadOnlyList<JsonObject>> WrittenAsync(int count)
    {
        await Eventually.True(() => _server.List(Kind).Count >= count);
        return _server.List(Kind);
    }
}
