using Howdah.HighAvailability;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>What came of asking an agent: a report, or why there is none.</summary>
internal sealed record AgentAnswer(InstanceReport? Report, string? Error)
{
    public static AgentAnswer Of(InstanceReport report) => new(report, null);

    public static AgentAnswer None(string error) => new(null, error);
}
