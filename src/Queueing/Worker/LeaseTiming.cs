namespace Howdah.Queueing.Worker;

/// <summary>When a worker has to think of the end of its lease, and how long the successors' leases ought to be.</summary>
public static class LeaseTiming
{
    /// <summary>A long lease is used up to this before its end.</summary>
    private static readonly TimeSpan LongLeaseReserve = TimeSpan.FromSeconds(270);

    /// <summary>From the beginning of a lease to the checkpoint: max(0.75·L, L − 4 min 30 s), which leaves time to write the successors down.</summary>
    public static TimeSpan EarlyCheckpoint(TimeSpan lease)
    {
        var share = lease * 0.75;
        var late = lease - LongLeaseReserve;
        return share > late ? share : late;
    }

    /// <summary>
    /// The exponent for the successors: the one this lease had, log2(lease / base) rounded; one less when setting up took less than 2.5 % of the lease,
    /// since shorter leases would do; one more when it took over 10 %, since most of the lease should be work. Never below 0.
    /// </summary>
    public static int SuccessorExponent(TimeSpan baseLease, TimeSpan lease, TimeSpan setup)
    {
        if (baseLease <= TimeSpan.Zero || lease <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(lease), "Leases are longer than zero.");
        }

        var exponent = Math.Max(0, (int)Math.Round(Math.Log2(lease / baseLease)));
        return setup < lease * 0.025 ? Math.Max(0, exponent - 1) : setup > lease * 0.1 ? exponent + 1 : exponent;
    }
}
