namespace Howdah.Kubernetes.Health;

[Flags]
public enum HealthKinds
{
    None = 0,

    /// <summary>Failing it gets the process restarted.</summary>
    Live = 1,

    /// <summary>Failing it takes the process out of service.</summary>
    Ready = 2,
}

/// <summary>One thing that must be well.</summary>
public interface IHealthProbe
{
    IEnumerable<HealthFinding> Look();
}

/// <summary>The state of one part.</summary>
/// <param name="Name">For example <c>informer/Pod</c>.</param>
/// <param name="Kinds">What the finding counts for.</param>
/// <param name="Problem">Null when it is well.</param>
/// <param name="Note">Worth knowing although it is no problem, for example that the API server is away.</param>
public sealed record HealthFinding(string Name, HealthKinds Kinds, string? Problem, string? Note = null);
