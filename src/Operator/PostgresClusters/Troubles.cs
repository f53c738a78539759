using Howdah.Kubernetes.Client;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters;

/// <summary>Which failures of a step are for people.</summary>
internal static class Troubles
{
    /// <summary>What a person can do something about; null for what is likely to pass, or a defect.</summary>
    /// <param name="concern">Of the step that has failed: the reason begins with it when the API server has refused.</param>
    /// <param name="exception">What it ended with.</param>
    public static Trouble? Of(string concern, Exception exception) => exception switch
    {
        TroubleException trouble => trouble.Trouble,
        ForeignObjectException foreign => new Trouble("ForeignObject", foreign.Message),
        KubernetesApiException { IsTransient: true } => null,
        KubernetesApiException { Causes.Count: > 0 } refused => new Trouble($"{concern}Refused", $"{refused.Message}: {string.Join("; ", refused.Causes)}"),
        KubernetesApiException refused => new Trouble($"{concern}Refused", refused.Message),
        _ => null,
    };
}
