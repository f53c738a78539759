namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Something in a specification that cannot be done.</summary>
/// <param name="Field">For example <c>spec.storage.size</c>.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
internal sealed record SpecProblem(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}
