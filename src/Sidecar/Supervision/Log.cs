using Howdah.HighAvailability.Instance;
namespace Howdah.Sidecar.Supervision;

/// <summary>Events of the supervisor. Names of methods are names of events: stable, listed in docs/events.md.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Supervisor started")]
    public static partial void SupervisorStarted(this ILogger log, int pid, string binaries, string dataDirectory);

    [LoggerMessage(2, LogLevel.Warning, "The volume is locked: an earlier incarnation still runs")]
    public static partial void VolumeLocked(this ILogger log);

    [LoggerMessage(3, LogLevel.Information, "Took the volume's lock")]
    public static partial void VolumeLockTaken(this ILogger log, DataDirectoryState data);

    [LoggerMessage(4, LogLevel.Information, "New order")]
    public static partial void OrderReceived(this ILogger log, ServerGoal goal, string reason, string revision);

    [LoggerMessage(5, LogLevel.Information, "Started PostgreSQL")]
    public static partial void ServerStarted(this ILogger log, int pid, ServerRole role);

    [LoggerMessage(6, LogLevel.Information, "PostgreSQL accepts connections")]
    public static partial void ServerReady(this ILogger log, int pid);

    [LoggerMessage(7, LogLevel.Information, "Stopping PostgreSQL")]
    public static partial void ServerStopping(this ILogger log, StopMode mode);

    [LoggerMessage(8, LogLevel.Information, "PostgreSQL stopped")]
    public static partial void ServerStopped(this ILogger log, int pid, StopMode mode, double seconds);

    [LoggerMessage(9, LogLevel.Error, "PostgreSQL ended by itself")]
    public static partial void ServerCrashed(this ILogger log, int pid, string status);

    [LoggerMessage(10, LogLevel.Warning, "The fast stop took too long, stopping immediate")]
    public static partial void FastStopTimedOut(this ILogger log, double seconds);

    [LoggerMessage(11, LogLevel.Error, "Processes of PostgreSQL survived SIGKILL")]
    public static partial void ProcessesSurvived(this ILogger log);

    [LoggerMessage(12, LogLevel.Information, "Told PostgreSQL to leave recovery")]
    public static partial void PromotionOrdered(this ILogger log);

    [LoggerMessage(13, LogLevel.Information, "PostgreSQL left recovery")]
    public static partial void ServerPromoted(this ILogger log, double seconds);

    [LoggerMessage(14, LogLevel.Error, "A standby left recovery without an order")]
    public static partial void UnorderedPromotion(this ILogger log);

    [LoggerMessage(15, LogLevel.Error, "The permit to run a primary ended, stopping PostgreSQL")]
    public static partial void PermitEnded(this ILogger log);

    [LoggerMessage(16, LogLevel.Information, "Stopped for want of a permit, verified that no process is left")]
    public static partial void PermitStopDone(this ILogger log, double seconds);

    [LoggerMessage(17, LogLevel.Error, "Refused a permit that is older than another one, or whose times make no sense on this clock")]
    public static partial void PermitRefused(this ILogger log, long issuedAt, long endsAt);

    [LoggerMessage(18, LogLevel.Information, "Wrote the configuration")]
    public static partial void ConfigurationWritten(this ILogger log, string hash, bool reloaded);

    [LoggerMessage(19, LogLevel.Warning, "Removed settings from postgresql.auto.conf that are not ALTER SYSTEM's to set")]
    public static partial void AlterSystemUndone(this ILogger log, string names);

    [LoggerMessage(20, LogLevel.Information, "Began a long operation")]
    public static partial void OperationStarted(this ILogger log, string operation, string? source);

    [LoggerMessage(21, LogLevel.Information, "Finished a long operation")]
    public static partial void OperationFinished(this ILogger log, string operation, double seconds);

    [LoggerMessage(22, LogLevel.Error, "A long operation failed")]
    public static partial void OperationFailed(this ILogger log, string operation, string reason, double seconds);

    [LoggerMessage(23, LogLevel.Warning, "Cancelled a long operation")]
    public static partial void OperationCancelled(this ILogger log, string operation);

    [LoggerMessage(24, LogLevel.Warning, "A step failed and is tried again")]
    public static partial void StepFailed(this ILogger log, Policies.Step step, Exception exception);

    [LoggerMessage(25, LogLevel.Information, "Told to end")]
    public static partial void TerminationRequested(this ILogger log, bool atOnce);

    [LoggerMessage(26, LogLevel.Information, "Supervisor ended")]
    public static partial void SupervisorEnded(this ILogger log);

    [LoggerMessage(27, LogLevel.Warning, "Refused a request that is not one")]
    public static partial void RequestRefused(this ILogger log, string reason);
}
