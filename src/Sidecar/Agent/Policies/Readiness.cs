using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Agent.Policies;

/// <summary>Whether clients may be sent to an instance.</summary>
internal static class Readiness
{
    /// <summary>A standby that lost its stream a moment ago still has fresh data; a failover takes no longer.</summary>
    public static readonly TimeSpan StreamGrace = TimeSpan.FromSeconds(10);

    public static bool IsReady(InstanceObservation observation, bool holdsPermit, TimeSpan? sinceStreaming) => observation switch
    {
        { Supervisor.Server: not ServerState.Running } or { Server: null } => false,
        { Server.InRecovery: false } => holdsPermit,
        _ => observation.Server.Streaming || sinceStreaming < StreamGrace,
    };
}
