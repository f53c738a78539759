namespace Howdah.Kubernetes.Webhooks;

/// <summary>One reason for a refusal.</summary>
/// <param name="Field">For example <c>spec.storage.size</c>; null when it is about no field.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
public sealed record ValidationProblem(string? Field, string Message)
{
    public override string ToString() => Field is null ? Message : $"{Field}: {Message}";
}
