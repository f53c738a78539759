namespace Howdah.Sidecar.Supervision;

internal enum StopMode
{
    None,

    /// <summary>SIGINT: transactions are rolled back, a shutdown checkpoint is written and sent to the standbys.</summary>
    Fast,

    /// <summary>SIGQUIT, half a second later SIGKILL; the next start recovers.</summary>
    Immediate,
}
