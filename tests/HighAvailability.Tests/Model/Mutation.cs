namespace Howdah.HighAvailability.Tests.Model;

/// <summary>Ways to break the design on purpose: the checker must notice each.</summary>
internal enum Mutation
{
    None,

    /// <summary>The supervisor does not stop a primary whose permit has ended.</summary>
    NoPermit,

    /// <summary>The election looks at positions and not at timelines.</summary>
    PositionOnlyElection,

    /// <summary>The election does not ask for a quorum.</summary>
    NoQuorum,

    /// <summary>Standbys say that they have stopped receiving, and go on.</summary>
    NoFencing,

    /// <summary>An agent gives the lease up before its server has stopped.</summary>
    ReleaseBeforeStop,

    /// <summary>Observers take a lease for expired after half its duration.</summary>
    ImpatientObserver,

    /// <summary>A server that was promoted and never confirmed is rewound.</summary>
    RewindUnconfirmed,

    /// <summary>The new primary's synchronous standbys are taken for complete at once.</summary>
    NoConfirmation,

    /// <summary>The lock on the volume is ignored.</summary>
    NoVolumeLock,

    /// <summary>Of several permits the supervisor keeps the longest.</summary>
    LongestPermitCounts,

    /// <summary>A candidate does not say for which failover it was promoted.</summary>
    NoPromotionMark,

    /// <summary>Nobody notices a server that answers no new connection.</summary>
    NoStallDetection,

    /// <summary>A primary that takes itself for the only instance goes on without a permit, on the ordinary lease.</summary>
    AloneNeverStops,

    /// <summary>The permit is not shortened before a shorter lease is written.</summary>
    NoShorteningAfterHandover,
}
