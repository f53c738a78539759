namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>Asks agents for their reports.</summary>
internal interface IAgentClient
{
    /// <summary>Never throws but for cancellation: whatever an agent answers, or does not, ends in an <see cref="AgentAnswer"/>.</summary>
    Task<AgentAnswer> AskAsync(AgentEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Closes the connections to a cluster that is gone.</summary>
    void Forget(string clusterUid);
}
