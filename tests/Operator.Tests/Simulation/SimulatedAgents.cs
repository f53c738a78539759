using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>Answers in the agents' place, from what they last decided.</summary>
internal sealed class SimulatedAgents(SimulatedWorld world) : IAgentClient
{
    /// <summary>What was asked, and with how much time.</summary>
    public List<(string Instance, TimeSpan Timeout)> Asked { get; } = [];

    public Task<AgentAnswer> AskAsync(AgentEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Asked.Add((endpoint.Instance, timeout));
        var server = world.ServerOf(endpoint.Instance);
        return Task.FromResult(server?.Report is { } report && report.PodUid == endpoint.PodUid && !world.CutFromOperator.Contains(endpoint.Instance)
            ? AgentAnswer.Of(report)
            : AgentAnswer.None("The agent did not answer"));
    }

    public void Forget(string clusterUid)
    {
    }
}
