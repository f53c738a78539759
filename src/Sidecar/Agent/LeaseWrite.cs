namespace Howdah.Sidecar.Agent;

/// <summary>How an attempt to write the lease ended.</summary>
internal enum LeaseWrite
{
    /// <summary>The answer came: it is ours for the duration that was written.</summary>
    Done,

    /// <summary>It is not the one that was read any more.</summary>
    Refused,

    /// <summary>No answer, which may mean that it was written, or nothing was sent.</summary>
    Failed,
}
