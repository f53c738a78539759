namespace Howdah.HighAvailability.Lease;

/// <summary>For how long a renewal of the lease lets a primary run, and when to renew.</summary>
public static class LeasePermit
{
    /// <summary>Kept between the end of a permit and the end of the lease: SIGQUIT, half a second later SIGKILL, then the check that nothing is left.</summary>
    public static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(2);

    /// <summary>Lease of an agent that ends while its server goes on: long enough to pull an image and start again.</summary>
    public static readonly TimeSpan HandoverDuration = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Lease of the sole member of a cluster of one: nobody waits for it but a pod of the same instance on another node, which Kubernetes does not make sooner either (it
    /// tolerates a lost node for 300 s), and the API server may be away for so long. Renewed as often as any other.
    /// </summary>
    public static readonly TimeSpan AloneDuration = TimeSpan.FromSeconds(300);

    /// <summary>
    /// When the permit of a successful renewal ends: its request's start + duration − <see cref="StopBudget"/>, as a monotonic timestamp. The start of the
    /// request, because observers may have seen the new record from then on.
    /// </summary>
    public static long EndsAt(long requestStarted, TimeSpan duration, long timestampFrequency) =>
        Timestamps.Add(requestStarted, Length(duration), timestampFrequency);

    /// <summary>
    /// The permit to hold the supervisor to from just before a renewal's request is sent until its answer: the present one, or the request's own if that ends earlier. It
    /// matters when a lease is written that is shorter than the last one (after a handover): observers may act on the new record although its writer never
    /// gets the answer.
    /// </summary>
    public static long EndsAtBeforeAnswer(long presentEnd, long requestStarted, TimeSpan duration, long timestampFrequency) =>
        Math.Min(presentEnd, EndsAt(requestStarted, duration, timestampFrequency));

    /// <summary>The time for which a primary may run, counted from the start of the renewal's request. Never negative.</summary>
    public static TimeSpan Length(TimeSpan duration) => duration > StopBudget ? duration - StopBudget : TimeSpan.Zero;

    /// <summary>How often the lease is renewed: a fifth of its duration.</summary>
    public static TimeSpan RenewInterval(TimeSpan duration) => duration / 5;

    /// <summary>How long to wait before trying again after a failed renewal: a twentieth of the duration, at least a tenth of a second.</summary>
    public static TimeSpan RetryInterval(TimeSpan duration)
    {
        var interval = duration / 20;
        return interval > TimeSpan.FromMilliseconds(100) ? interval : TimeSpan.FromMilliseconds(100);
    }

    /// <summary>How long a renewal's request may take: as long as its interval, so that several attempts fit into a permit.</summary>
    public static TimeSpan RequestTimeout(TimeSpan duration) => RenewInterval(duration);
}
