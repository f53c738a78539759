namespace Howdah.Kubernetes.Operator;

/// <summary>The operator is put together wrongly. All problems are listed, not only the first.</summary>
public sealed class OperatorRegistrationException(IReadOnlyList<string> problems)
    : Exception("The operator cannot start:" + string.Concat(problems.Select(static problem => Environment.NewLine + "- " + problem)))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
