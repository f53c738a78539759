namespace Howdah.Sidecar.Supervision;

/// <summary>What the running postmaster was started or promoted as.</summary>
internal enum ServerRole
{
    None,
    Standby,

    /// <summary>Started outside recovery, or told to leave it.</summary>
    Primary,
}
