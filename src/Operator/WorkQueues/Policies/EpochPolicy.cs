namespace Howdah.Operator.WorkQueues.Policies;

internal enum EpochDecision
{
    /// <summary>The epoch accounts for this server's history.</summary>
    Keep,

    /// <summary>The queue is new, or has begun an epoch by itself when it was first used after a promotion: write down which history it belongs to.</summary>
    Record,

    /// <summary>Transactions may have been lost: end all leases, and write down for which history that was done.</summary>
    Bump,
}

/// <summary>
/// Whether tokens that were given out could be given twice. A promotion begins a timeline and may lose the last transactions; a restored backup is another system or
/// another timeline. The mark is written in the same transaction as the epoch, so that whatever survives is consistent: one bump for each promotion, however often it is tried.
/// </summary>
internal static class EpochPolicy
{
    /// <param name="mark">As the database has it.</param>
    /// <param name="server">The history that the server is on.</param>
    /// <param name="reported">The timeline in the WorkQueue's status: it outlives a mark that a failover has lost.</param>
    /// <param name="tokensGiven">Whether any token was ever given out, as far as this history knows.</param>
    /// <param name="followed">The timeline that the queue's own functions have begun an epoch for.</param>
    public static EpochDecision Decide(FailoverMark? mark, FailoverMark server, int? reported, bool tokensGiven, int? followed = null) => mark switch
    {
        null when tokensGiven || (reported is { } timeline && timeline != server.Timeline) => EpochDecision.Bump,
        null => EpochDecision.Record,
        _ when mark == server => EpochDecision.Keep,
        _ => mark.System == server.System && followed == server.Timeline ? EpochDecision.Record : EpochDecision.Bump,
    };
}
