using System.Diagnostics.Metrics;
using Howdah.Kubernetes.Metrics;

namespace Howdah.Kubernetes.Tests.Runtime.Metrics;

public sealed class PrometheusExpositionTests : IDisposable
{
    private readonly Meter _meter = new("Test");
    private readonly PrometheusExposition _exposition;

    public PrometheusExpositionTests() => _exposition = new PrometheusExposition(meter => ReferenceEquals(meter, _meter));

    public void Dispose()
    {
        _exposition.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void The_text_is_exactly_this()
    {
        var requests = _meter.CreateCounter<long>("http.requests", null, "Requests by \\ path\nand code");
        requests.Add(0, new("path", "/a"), new("code", 200));
        requests.Add(2, new("code", 500), new("path", "quote \" backslash \\ line\nfeed"));
        requests.Add(3, new("code", 500), new("path", "quote \" backslash \\ line\nfeed"));
        var duration = _meter.CreateHistogram("http.duration", "s", "Durations", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        duration.Record(0.05, new KeyValuePair<string, object?>("code", 200));
        duration.Record(0.1, new KeyValuePair<string, object?>("code", 200));
        duration.Record(0.25, new KeyValuePair<string, object?>("code", 200));
        duration.Record(7, new KeyValuePair<string, object?>("code", 200));
        _meter.CreateObservableGauge("temperature", () => -1.5, "Cel", "Outside");

        Assert.Equal(
            """
            # HELP http_duration_seconds Durations
            # TYPE http_duration_seconds histogram
            http_duration_seconds_bucket{code="200",le="0.1"} 2
            http_duration_seconds_bucket{code="200",le="1"} 3
            http_duration_seconds_bucket{code="200",le="+Inf"} 4
            http_duration_seconds_sum{code="200"} 7.4
            http_duration_seconds_count{code="200"} 4
            # HELP http_requests_total Requests by \\ path\nand code
            # TYPE http_requests_total counter
            http_requests_total{code="200",path="/a"} 0
            http_requests_total{code="500",path="quote \" backslash \\ line\nfeed"} 5
            # HELP temperature_Cel Outside
            # TYPE temperature_Cel gauge
            temperature_Cel -1.5

            """,
            _exposition.Render());
    }

    [Fact]
    public void Counters_that_go_up_and_down_are_gauges_and_gauges_keep_the_last_value()
    {
        var level = _meter.CreateUpDownCounter<int>("level");
        level.Add(5);
        level.Add(-2);
        var gauge = _meter.CreateGauge<double>("last");
        gauge.Record(1);
        gauge.Record(2.5);

        var text = _exposition.Render();

        Assert.Contains("# TYPE level gauge\nlevel 3\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE last gauge\nlast 2.5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_is_no_longer_observed_disappears()
    {
        var queues = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("depth", () => queues.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        Assert.Contains("depth{name=\"b\"} 1", _exposition.Render(), StringComparison.Ordinal);

        queues.Remove("b");

        Assert.DoesNotContain("name=\"b\"", _exposition.Render(), StringComparison.Ordinal);
        Assert.Contains("depth{name=\"a\"} 1", _exposition.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_observable_counter_shows_what_it_says_not_a_sum_of_scrapes()
    {
        _meter.CreateObservableCounter("collections", () => 7);

        _exposition.Render();

        Assert.Contains("collections_total 7\n", _exposition.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_instruments_of_one_name_share_a_family_and_one_of_another_type_is_left_out()
    {
        _meter.CreateCounter<long>("jobs").Add(1);
        using var second = new Meter("Second");
        using var exposition = new PrometheusExposition(meter => ReferenceEquals(meter, _meter) || ReferenceEquals(meter, second));
        _meter.CreateCounter<long>("work").Add(1);
        second.CreateCounter<long>("work").Add(2);
        second.CreateObservableGauge("work_total", () => 99);

        var text = exposition.Render();

        Assert.Contains("work_total 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("99", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_meters_are_not_shown()
    {
        using var other = new Meter("Howdah.Other");
        other.CreateCounter<long>("secrets").Add(1);

        Assert.DoesNotContain("secrets", _exposition.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_lose_no_measurement()
    {
        var counter = _meter.CreateCounter<long>("hits");
        var histogram = _meter.CreateHistogram<double>("times", "s");

        Parallel.For(0, 20_000, i =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("k", i % 3));
            histogram.Record(i % 7);
        });

        var text = _exposition.Render();
        Assert.Contains("hits_total{k=\"0\"} 6667\n", text, StringComparison.Ordinal);
        Assert.Contains("times_seconds_count 20000\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b-c", null, false, "a_b_c")]
    [InlineData("9lives", null, false, "_9lives")]
    [InlineData("queue.time", "s", false, "queue_time_seconds")]
    [InlineData("queue_time_seconds", "s", false, "queue_time_seconds")]
    [InlineData("sent", "By", true, "sent_bytes_total")]
    [InlineData("sent_total", "By", true, "sent_bytes_total")]
    [InlineData("workqueue_adds_total", null, true, "workqueue_adds_total")]
    [InlineData("events", "{event}", true, "events_total")]
    [InlineData("ratio", "1", false, "ratio")]
    public void Names_follow_prometheus_conventions(string name, string? unit, bool isCounter, string expected) =>
        Assert.Equal(expected, MetricNaming.Metric(name, unit, isCounter));
}
