using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Agent;

/// <summary>Events of the agent. Names of methods are names of events: stable, listed in docs/events.md.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Agent started")]
    public static partial void AgentStarted(this ILogger log, string holder, string node, string version);

    [LoggerMessage(102, LogLevel.Information, "Agent ended")]
    public static partial void AgentEnded(this ILogger log, string reason);

    [LoggerMessage(103, LogLevel.Information, "Decided what to do next")]
    public static partial void Decided(this ILogger log, string reason, LeaseAction lease, ServerGoal goal, string? source, string? text);

    [LoggerMessage(104, LogLevel.Information, "State of the instance changed")]
    public static partial void StateChanged(this ILogger log, InstanceRole role, InstanceState state, int? timeline, bool holdsLease, string? streamingFrom, string? text);

    [LoggerMessage(105, LogLevel.Information, "Took the primary's lease")]
    public static partial void LeaseAcquired(this ILogger log, string holder, int transitions);

    [LoggerMessage(106, LogLevel.Information, "Gave the primary's lease up")]
    public static partial void LeaseReleased(this ILogger log, string holder);

    [LoggerMessage(107, LogLevel.Error, "Somebody else has the primary's lease")]
    public static partial void LeaseLost(this ILogger log, string holder);

    [LoggerMessage(108, LogLevel.Warning, "A request for the primary's lease failed")]
    public static partial void LeaseRequestFailed(this ILogger log, Exception exception);

    [LoggerMessage(109, LogLevel.Information, "Extended the primary's lease for the next agent of this pod")]
    public static partial void LeaseHandedOver(this ILogger log, double seconds);

    [LoggerMessage(110, LogLevel.Error, "The agent's loop has stopped, the lease is not renewed")]
    public static partial void RenewalSuspended(this ILogger log);

    [LoggerMessage(111, LogLevel.Warning, "Cannot read the PostgresCluster")]
    public static partial void ClusterReadFailed(this ILogger log, Exception exception);

    [LoggerMessage(112, LogLevel.Warning, "The supervisor does not answer")]
    public static partial void SupervisorSilent(this ILogger log);

    [LoggerMessage(113, LogLevel.Information, "The supervisor answers")]
    public static partial void SupervisorAnswers(this ILogger log, string supervisorId);

    [LoggerMessage(114, LogLevel.Warning, "A turn of the agent's loop failed")]
    public static partial void TurnFailed(this ILogger log, Exception exception);

    [LoggerMessage(115, LogLevel.Information, "Created a replication slot")]
    public static partial void SlotCreated(this ILogger log, string slot);

    [LoggerMessage(116, LogLevel.Information, "Dropped a replication slot")]
    public static partial void SlotDropped(this ILogger log, string slot);

    [LoggerMessage(117, LogLevel.Information, "Changed roles")]
    public static partial void RolesChanged(this ILogger log, int statements);

    [LoggerMessage(118, LogLevel.Information, "Created the application's database")]
    public static partial void DatabaseCreated(this ILogger log, string database, string owner);

    [LoggerMessage(119, LogLevel.Information, "Wrote a checkpoint after the promotion")]
    public static partial void CheckpointDone(this ILogger log, int timeline);

    [LoggerMessage(120, LogLevel.Warning, "Could not see to slots, roles and database")]
    public static partial void DutyFailed(this ILogger log, Exception exception);

    [LoggerMessage(121, LogLevel.Warning, "Could not wake the operator")]
    public static partial void WakeUpFailed(this ILogger log, Exception exception);

    [LoggerMessage(122, LogLevel.Information, "Told to end")]
    public static partial void AgentTerminationRequested(this ILogger log);

    [LoggerMessage(123, LogLevel.Warning, "The supervisor did not confirm a shorter permit, so the shorter lease is not written")]
    public static partial void PermitNotShortened(this ILogger log, double seconds);

    [LoggerMessage(124, LogLevel.Warning, "The server did not answer a new connection")]
    public static partial void NewConnectionUnanswered(this ILogger log, int pid);
}
