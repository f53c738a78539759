using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters;

/// <summary>Ends a step by something that a person has to know.</summary>
internal sealed class TroubleException(Trouble trouble) : Exception(trouble.Message)
{
    public Trouble Trouble { get; } = trouble;
}
