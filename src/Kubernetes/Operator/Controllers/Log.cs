using Howdah.Kubernetes.Entities;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator.Controllers;

internal static partial class Log
{
    private static readonly Func<ILogger, string, string, string, long, IDisposable?> Reconciliation =
        LoggerMessage.DefineScope<string, string, string, long>("controller={Controller} namespace={Namespace} name={Name} reconcileId={ReconcileId}");

    public static IDisposable? BeginReconciliation(ILogger logger, string controller, string ns, string name, long id) =>
        Reconciliation(logger, controller, ns, name, id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to reconcile {Key}, failure {Failures} in a row")]
    public static partial void Threw(ILogger logger, Exception error, NamespacedName key, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Did not succeed in reconciling {Key}, failure {Failures} in a row: {Reason}")]
    public static partial void Failed(ILogger logger, Exception? error, NamespacedName key, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped trying {Key} until it changes: {Reason}")]
    public static partial void GaveUp(ILogger logger, NamespacedName key, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Requeued {Key} after a conflict: {Reason}")]
    public static partial void Conflicted(ILogger logger, NamespacedName key, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cancelled the reconciliation of {Key} after {Seconds} s")]
    public static partial void TimedOut(ILogger logger, NamespacedName key, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Abandoned {Count} reconciliations of controller {Controller} that did not end")]
    public static partial void Abandoned(ILogger logger, string controller, int count);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Survived a defect in the loop of controller {Controller}")]
    public static partial void LoopDefect(ILogger logger, Exception error, string controller);
}
