namespace Howdah.HighAvailability.Instance;

/// <summary>The words of a report that the failover machine relies on, derived in one place from what the agent knows and has decided.</summary>
public static class InstanceStates
{
    /// <summary>Primary: the data directory has no standby.signal and is usable. None: there is none, or it is being made.</summary>
    public static InstanceRole Role(InstanceObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var supervisor = observation.Supervisor;
        if (supervisor.Data != DataDirectoryState.Ready || supervisor.RewindFailed)
        {
            return InstanceRole.None;
        }

        return observation.Server?.InRecovery ?? supervisor.HasStandbySignal ? InstanceRole.Standby : InstanceRole.Primary;
    }

    /// <param name="observation">As decided by.</param>
    /// <param name="decision">As decided.</param>
    /// <param name="canConnect">False when the running server refuses connections; true with <c>observation.Server</c> null means that the query failed.</param>
    public static InstanceState State(InstanceObservation observation, InstanceDecision decision, bool canConnect)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(decision);
        var supervisor = observation.Supervisor;
        return decision.Reason switch
        {
            DecisionReasons.PodTerminating => InstanceState.Stopping,
            DecisionReasons.Fenced => InstanceState.Fenced,
            DecisionReasons.WrongSystemIdentifier => InstanceState.WrongSystemId,
            DecisionReasons.PrimaryGivenUp or DecisionReasons.DataLost or DecisionReasons.CannotBePromoted => InstanceState.Failed,
            DecisionReasons.VolumeLocked => InstanceState.Unknown,
            DecisionReasons.ServerStalled => InstanceState.CannotConnect,
            DecisionReasons.SlotLost => InstanceState.SlotLost,
            _ => Running(observation, decision, supervisor, canConnect),
        };
    }

    private static InstanceState Running(InstanceObservation observation, InstanceDecision decision, SupervisorReport supervisor, bool canConnect)
    {
        switch (decision.Server)
        {
            case ServerGoal.Initialize:
                return InstanceState.Initializing;
            case ServerGoal.Clone:
                return InstanceState.Cloning;
            case ServerGoal.Rewind:
                return InstanceState.Rewinding;
        }

        if (supervisor.Operation is { } operation)
        {
            return operation switch
            {
                "initdb" => InstanceState.Initializing,
                "rewind" => InstanceState.Rewinding,
                _ => InstanceState.Cloning,
            };
        }

        return supervisor.Server switch
        {
            ServerState.Stopped => supervisor.Data == DataDirectoryState.Ready ? InstanceState.Stopped : InstanceState.Pending,
            ServerState.Stopping => InstanceState.Stopping,
            ServerState.Starting => InstanceState.Starting,
            _ when observation.Server is null => canConnect ? InstanceState.QueryFailed : InstanceState.CannotConnect,
            _ => observation.Server is { InRecovery: true, Streaming: false } ? InstanceState.NotStreaming : InstanceState.Running,
        };
    }
}
