namespace Howdah.Queueing.Worker;

/// <summary>Why a handler was cancelled.</summary>
internal enum CancelReason
{
    /// <summary>Not at all; or, when it was, because its lease or its time was about to end.</summary>
    None,

    /// <summary>The item is another's.</summary>
    Lost,

    /// <summary>The host stops.</summary>
    Stopping,
}
