namespace Howdah.Kubernetes.Leadership;

/// <summary>How leaders are elected. The defaults and rules are client-go's (tools/leaderelection).</summary>
public sealed record LeaderElectionOptions
{
    public const double JitterFactor = 1.2;

    public required string LeaseName { get; init; }

    public required string LeaseNamespace { get; init; }

    /// <summary>Unique per process: a restarted process is another candidate.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others wait after the last change they saw before they take over. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader tries to renew before it gives up; what is left of the lease is for stopping its work.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Everything that is wrong with the options.</summary>
    public IEnumerable<string> Problems()
    {
        if (LeaseName.Length == 0 || LeaseNamespace.Length == 0 || Identity.Length == 0)
        {
            yield return "Leader election needs the lease's name and namespace and an identity.";
        }

        if (LeaseDuration <= RenewDeadline)
        {
            yield return $"The lease duration ({LeaseDuration.TotalSeconds} s) must be longer than the renew deadline ({RenewDeadline.TotalSeconds} s).";
        }

        if (RenewDeadline <= RetryPeriod * JitterFactor)
        {
            yield return $"The renew deadline ({RenewDeadline.TotalSeconds} s) must be longer than {JitterFactor} retry periods ({RetryPeriod.TotalSeconds} s each).";
        }

        if (RetryPeriod <= TimeSpan.Zero)
        {
            yield return "The retry period of leader election must be positive.";
        }

        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return "The lease duration must be a whole number of seconds: the Lease stores it so.";
        }
    }
}
