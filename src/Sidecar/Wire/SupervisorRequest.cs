namespace Howdah.Sidecar.Wire;

/// <summary>A line to the supervisor; the answer is a <see cref="SupervisorAnswer"/>. All parts may be missing: a bare question.</summary>
internal sealed record SupervisorRequest
{
    public SupervisorOrder? Order { get; init; }

    public PermitGrant? Permit { get; init; }

    public PermitLimit? PermitLimit { get; init; }

    /// <summary>Answer when the version is greater than this, or after some seconds.</summary>
    public long? ReportBeyond { get; init; }
}

/// <summary>
/// Replaces the permit to run a primary. Both times are nanoseconds of CLOCK_BOOTTIME, which all containers of a node share: a
/// message that was held up grants nothing extra.
/// </summary>
/// <param name="IssuedAt">Start of the request that renewed the lease. One that is older than another already taken counts no more.</param>
/// <param name="EndsAt">When the server has to stop.</param>
internal sealed record PermitGrant(long IssuedAt, long EndsAt);

/// <summary>Lets the permit end at the time given, if it would end later; never prolongs it. Sent before a shorter lease is written.</summary>
internal sealed record PermitLimit(long IssuedAt, long EndsAt);
