using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Why a pod does not run, in the words of the scheduler, the kubelet or the container.</summary>
internal static class ContainerTrouble
{
    private const int LongestMessage = 600;

    private static readonly HashSet<string> Ordinary = new(StringComparer.Ordinal) { "ContainerCreating", "PodInitializing" };

    /// <summary>Null when there is nothing to tell.</summary>
    public static string? Of(V1Pod? pod)
    {
        if (pod?.Status is not { } status)
        {
            return null;
        }

        var container = (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses ?? []).Select(OfContainer).FirstOrDefault(text => text is not null);
        return container ?? Unscheduled(status) ?? Failed(status);
    }

    private static string? OfContainer(V1ContainerStatus container)
    {
        if (container.State?.Waiting is { Reason: { } reason } waiting && !Ordinary.Contains(reason))
        {
            var last = container.LastState?.Terminated;
            return Cut($"{container.Name}: {reason}: {(reason == "CrashLoopBackOff" && last is not null ? Ended(last) : waiting.Message)}");
        }

        return container.State?.Terminated is { ExitCode: not 0 } ended ? Cut($"{container.Name}: {Ended(ended)}") : null;
    }

    private static string Ended(V1ContainerStateTerminated ended)
    {
        var how = ended.Signal is { } signal ? $"ended by signal {signal}" : $"ended with code {ended.ExitCode}";
        var why = ended.Message?.Trim() is { Length: > 0 } message ? message : ended.Reason;
        return $"{how}: {why}";
    }

    private static string? Unscheduled(V1PodStatus status) =>
        status.Conditions?.Find(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } condition
            ? Cut($"{condition.Reason}: {condition.Message}")
            : null;

    private static string? Failed(V1PodStatus status) => status.Phase == "Failed" ? Cut($"{status.Reason}: {status.Message}") : null;

    private static string Cut(string text)
    {
        var trimmed = text.TrimEnd(':', ' ');
        return trimmed.Length <= LongestMessage ? trimmed : trimmed[..LongestMessage];
    }
}
