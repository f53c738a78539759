namespace Howdah.Kubernetes.Operator;

public enum ReconciliationOutcome
{
    Success,
    Failure,
    Terminal,
}
