namespace Howdah.Kubernetes.Operator;

/// <summary>The exit code that <c>Main</c> should return.</summary>
public sealed class OperatorExit
{
    public const int LeadershipLost = 4;

    public const int RuntimeFailed = 5;

    /// <summary>Zero after a stop that was asked for.</summary>
    public int Code { get; internal set; }
}
