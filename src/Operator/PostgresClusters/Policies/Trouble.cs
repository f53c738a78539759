namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Something that keeps one concern from being as wanted, while everything else goes on.</summary>
/// <param name="Reason">CamelCase, stable: the reason of a condition and of an Event.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
internal sealed record Trouble(string Reason, string Message);

/// <summary>Something that is being changed.</summary>
/// <param name="Reason">CamelCase, stable.</param>
/// <param name="Message">For people.</param>
internal sealed record Activity(string Reason, string Message);
