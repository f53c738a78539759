using Howdah.Entities.WorkQueue;
using Howdah.Queueing.Schema;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Names of everything that belongs to a WorkQueue, derived from the WorkQueue alone.</summary>
internal static class QueueNames
{
    /// <summary>On everything that belongs to a WorkQueue, and on the worker pods.</summary>
    public const string QueueLabel = "howdah.dev/workqueue";

    /// <summary>The three kinds of access, in the order of the alphabet.</summary>
    public static readonly IReadOnlyList<QueueRole> Access = [QueueRole.Observer, QueueRole.Producer, QueueRole.Worker];

    public static string Schema(V1WorkQueue queue) => queue.Spec.Schema ?? queue.Metadata.Name!.Replace('-', '_');

    /// <summary>The role that the schema belongs to; nobody logs in as it.</summary>
    public static string OwnerRole(string schema) => schema + "_owner";

    public static string Role(string schema, QueueRole access) => $"{schema}_{Word(access)}";

    public static string Secret(string queue, QueueRole access) => $"{queue}-{Word(access)}";

    public static string WorkerDeployment(string queue) => queue + "-workers";

    /// <summary>Written on the database's roles, so that two WorkQueues never share them.</summary>
    public static string Mark(V1WorkQueue queue) => $"howdah workqueue {queue.Metadata.Namespace}/{queue.Metadata.Name}";

    private static string Word(QueueRole access) => access.ToString().ToLowerInvariant();
}
