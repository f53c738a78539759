using System.Buffers;
using System.Globalization;
using System.Text;

namespace Howdah.Kubernetes.Metrics;

/// <summary>Writes Prometheus' text format piece by piece, so that the whole of it is nowhere held as one text.</summary>
internal sealed class ExpositionWriter(IBufferWriter<byte> output)
{
    public void Begin(MetricFamily family)
    {
        Write("# HELP ");
        Write(family.Name);
        Write(" ");
        Write(MetricLabels.Escape(family.Help));
        Write("\n# TYPE ");
        Write(family.Name);
        Write(" ");
        Write(family.Type);
        Write("\n");
    }

    /// <param name="name">Of the metric.</param>
    /// <param name="labels">As <see cref="MetricLabels.Render"/> writes them.</param>
    /// <param name="value">Of the sample.</param>
    public void Sample(string name, string labels, double value)
    {
        Write(name);
        if (labels.Length > 0)
        {
            Write("{");
            Write(labels);
            Write("}");
        }

        Write(" ");
        Write(Number(value));
        Write("\n");
    }

    /// <param name="family">With the buckets' upper bounds.</param>
    /// <param name="labels">As <see cref="MetricLabels.Render"/> writes them.</param>
    /// <param name="sum">Of all values.</param>
    /// <param name="count">Of all values.</param>
    /// <param name="buckets">Values in each bucket, and in the one past the last bound.</param>
    public void Histogram(MetricFamily family, string labels, double sum, long count, long[] buckets)
    {
        var cumulative = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            cumulative += buckets[i];
            var bound = MetricLabels.Pair("le", i < family.Bounds!.Length ? Number(family.Bounds[i]) : "+Inf");
            Sample(family.Name + "_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", cumulative);
        }

        Sample(family.Name + "_sum", labels, sum);
        Sample(family.Name + "_count", labels, count);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
