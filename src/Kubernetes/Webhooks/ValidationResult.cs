namespace Howdah.Kubernetes.Webhooks;

/// <summary>What a webhook says about a request. Warnings are shown to the user by kubectl, whether it is allowed or not.</summary>
public sealed record ValidationResult
{
    private ValidationResult(IReadOnlyList<ValidationProblem> problems, IReadOnlyList<string> warnings)
    {
        Problems = problems;
        Warnings = warnings;
    }

    /// <summary>Empty: allowed.</summary>
    public IReadOnlyList<ValidationProblem> Problems { get; }

    public IReadOnlyList<string> Warnings { get; }

    public bool Valid => Problems.Count == 0;

    public static ValidationResult Success(params IReadOnlyList<string> warnings) => new([], warnings);

    /// <param name="message">What is wrong, and what to do about it.</param>
    /// <param name="field">For example <c>spec.storage.size</c>.</param>
    /// <param name="warnings">Shown as well.</param>
    public static ValidationResult Fail(string message, string? field = null, params IReadOnlyList<string> warnings) =>
        new([new ValidationProblem(field, message)], warnings);

    /// <exception cref="ArgumentException">There is no problem.</exception>
    public static ValidationResult Fail(IReadOnlyList<ValidationProblem> problems, params IReadOnlyList<string> warnings) =>
        problems.Count > 0 ? new ValidationResult(problems, warnings) : throw new ArgumentException("A refusal needs a reason.", nameof(problems));
}
