using Howdah.Entities;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>The settings row of a queue, as the specification wants it.</summary>
internal sealed record QueueSettings
{
    public required bool Paused { get; init; }

    /// <summary>renewable or doubling.</summary>
    public required string LeaseMode { get; init; }

    public required short ExponentCap { get; init; }

    public required TimeSpan LeaseMax { get; init; }

    public required TimeSpan? RunMax { get; init; }

    public required int? AttemptsMax { get; init; }

    public required TimeSpan BackoffBase { get; init; }

    public required TimeSpan BackoffMax { get; init; }

    public required TimeSpan Retention { get; init; }

    /// <summary>Bytes.</summary>
    public required int PayloadMax { get; init; }

    /// <summary>Of a specification in which <see cref="QueueSpecValidation"/> has found nothing wrong.</summary>
    public static QueueSettings Of(WorkQueueSpec spec)
    {
        var lease = spec.Lease ?? new QueueLeaseSpec();
        var retries = spec.Retries ?? new QueueRetrySpec();
        return new QueueSettings
        {
            Paused = spec.Paused,
            LeaseMode = lease.Mode.ToLowerInvariant(),
            ExponentCap = (short)lease.ExponentCap,
            LeaseMax = Time(lease.Max),
            RunMax = lease.RunMax is null ? null : Time(lease.RunMax),
            AttemptsMax = retries.MaxAttempts,
            BackoffBase = Time(retries.BackoffBase),
            BackoffMax = Time(retries.BackoffMax),
            Retention = Time(spec.Retention),
            PayloadMax = Bytes(spec.MaxPayload) ?? 1024 * 1024,
        };
    }

    /// <summary>Null when it is not a whole number of bytes between 1 and 255 MiB, the largest that jsonb holds.</summary>
    public static int? Bytes(string quantity) =>
        ResourceQuantity.TryParse(quantity, out var parsed) && parsed.TryGetValue(out var value) && value is >= 1 and <= 255 * 1024 * 1024 ? (int)value : null;

    private static TimeSpan Time(string text) => DurationText.TryParse(text, out var duration) ? duration : TimeSpan.Zero;
}
