namespace Howdah.Sidecar.Supervision.Policies;

/// <summary>What the supervisor does next.</summary>
internal enum Step
{
    None,
    CancelOperation,
    StopFast,
    StopImmediate,
    Initialize,
    Clone,
    Rewind,

    /// <summary>Write the configuration and reload if the server runs.</summary>
    WriteFiles,

    /// <summary>Make standby.signal if it is missing and start.</summary>
    StartStandby,

    /// <summary>Start outside recovery; with a permit only.</summary>
    StartPrimary,

    /// <summary>With a permit only.</summary>
    Promote,

    /// <summary>Remove the mark of an unconfirmed promotion.</summary>
    ConfirmPromotion,

    /// <summary>The one-time operation of this order is done.</summary>
    Finish,
}
