using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Howdah.Kubernetes.Http;

/// <summary>Client metrics under the names client-go uses, so that stock dashboards work.</summary>
internal static class RestMetrics
{
    public const string MeterName = "Howdah.Kubernetes";

    private const string NoAnswer = "<error>";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", unit: null, "Requests by status code, method and host; <error> when no answer came.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "rest_client_request_duration_seconds",
        unit: "s",
        "Time to the response headers by verb and host.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60] });

    public static void Record(string method, string host, int? statusCode, TimeSpan duration)
    {
        var code = statusCode?.ToString(CultureInfo.InvariantCulture) ?? NoAnswer;
        Requests.Add(1, new("code", code), new("method", method), new("host", host));
        Durations.Record(duration.TotalSeconds, new TagList { { "verb", method }, { "host", host } });
    }
}
