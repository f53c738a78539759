using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>What a reconciliation came to. A failure is always tried again, with back-off, for ever.</summary>
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject
{
    private ReconciliationResult(TEntity entity, ReconciliationOutcome outcome, string? message, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        Outcome = outcome;
        Message = message;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    public TEntity Entity { get; }

    public ReconciliationOutcome Outcome { get; }

    public string? Message { get; }

    public Exception? Error { get; }

    /// <summary>Look again after this time even if nothing changes.</summary>
    public TimeSpan? RequeueAfter { get; }

    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity, ReconciliationOutcome.Success, null, null, requeueAfter);

    /// <summary>Tried again after <paramref name="requeueAfter"/>, or with the queue's exponential back-off.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string message, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, ReconciliationOutcome.Failure, message, error, requeueAfter);

    /// <summary>No retry can help until the object changes (an invalid spec).</summary>
    public static ReconciliationResult<TEntity> Terminal(TEntity entity, string message) =>
        new(entity, ReconciliationOutcome.Terminal, message, null, null);
}
