namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>What steps of one worker's sequence know of each other.</summary>
internal sealed class CaseScope(string worker, IReadOnlyDictionary<string, string> variables)
{
    public string Worker { get; } = worker;

    public IReadOnlyDictionary<string, string> Variables { get; } = variables;

    /// <summary>The item the worker has acquired last, by <c>acquire_next</c> if there was one.</summary>
    public Dictionary<string, string> LastItem { get; init; } = new(StringComparer.Ordinal);

    public List<Outcome> Acquisitions { get; } = [];

    public Dictionary<string, object> Saved { get; init; } = new(StringComparer.Ordinal);
}
