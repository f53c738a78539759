using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Failover;

namespace Howdah.Instances;

/// <summary>status.failover and status.lastFailover to and from what the failover machine works with.</summary>
public static class FailoverStatuses
{
    /// <exception cref="FormatException">A state that this version does not know: acting on it could be wrong.</exception>
    public static FailoverProgress ToProgress(FailoverStatus? status)
    {
        if (status is null)
        {
            return FailoverProgress.None;
        }

        if (!Enum.TryParse<FailoverState>(status.State, out var state) || !Enum.IsDefined(state))
        {
            throw new FormatException($"'{status.State}' is not a failover state.");
        }

        return new FailoverProgress
        {
            State = state,
            Id = status.Id,
            Reason = Enum.TryParse<FailoverReason>(status.Reason, out var reason) && Enum.IsDefined(reason) ? reason : FailoverReason.None,
            Planned = status.Planned ?? false,
            From = status.From,
            To = status.To,
            StartedAt = status.StartedAt,
            Deadline = status.Deadline,
            Message = status.Message,
        };
    }

    public static FailoverStatus ToStatus(FailoverProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return new FailoverStatus
        {
            State = progress.State.ToString(),
            Id = progress.Id,
            Reason = progress.Reason == FailoverReason.None ? null : progress.Reason.ToString(),
            Planned = progress.Id is null ? null : progress.Planned,
            From = progress.From,
            To = progress.To,
            StartedAt = progress.StartedAt,
            Deadline = progress.Deadline,
            Message = progress.Message,
        };
    }

    public static LastFailover ToStatus(CompletedFailover completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        return new LastFailover
        {
            Id = completed.Id,
            Reason = completed.Reason.ToString(),
            From = completed.From,
            To = completed.To,
            StartedAt = completed.StartedAt,
            CompletedAt = completed.CompletedAt,
            Timeline = completed.Timeline,
        };
    }
}
