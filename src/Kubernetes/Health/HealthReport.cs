using System.Buffers;
using System.Text.Json;

namespace Howdah.Kubernetes.Health;

/// <summary>What the probes found, for one kind of question.</summary>
internal sealed class HealthReport(IEnumerable<IHealthProbe> probes, HealthKinds kind)
{
    public IReadOnlyList<HealthFinding> Findings { get; } = [.. probes.SelectMany(Ask).Where(finding => finding.Kinds.HasFlag(kind))];

    public bool IsWell => Findings.All(static finding => finding.Problem is null);

    /// <summary><c>ok</c>, or one line a problem.</summary>
    public string Text => IsWell
        ? "ok"
        : string.Join('\n', Findings.Where(static finding => finding.Problem is not null).Select(static finding => $"{finding.Name}: {finding.Problem}"));

    public ReadOnlyMemory<byte> Json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, IsWell ? "ok" : "failing");
            writer.WriteStartArray("checks"u8);
            foreach (var finding in Findings)
            {
                Write(writer, finding);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // A probe that throws is a finding itself.
    private static List<HealthFinding> Ask(IHealthProbe probe)
    {
        try
        {
            return [.. probe.Look()];
        }
        catch (Exception error)
        {
            return [new HealthFinding(probe.GetType().Name, HealthKinds.Live | HealthKinds.Ready, error.Message)];
        }
    }

    private static void Write(Utf8JsonWriter writer, HealthFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, finding.Name);
        writer.WriteString("status"u8, finding.Problem is null ? "ok" : "failing");
        if (finding.Problem is not null)
        {
            writer.WriteString("problem"u8, finding.Problem);
        }

        if (finding.Note is not null)
        {
            writer.WriteString("note"u8, finding.Note);
        }

        writer.WriteEndObject();
    }
}
