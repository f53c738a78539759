using Howdah.Entities.WorkQueue;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Names of everything that belongs to a WorkQueue, derived from the WorkQueue alone.</summary>
internal static class QueueNames
{
    /// <summary>On everything that belongs to a WorkQueue, and on the worker pods.</summary>
    public const string QueueLabel = "howdah.dev/workqueue";

    /// <summary>On the gateway's pods: what Services, budgets and network policies select by. Not <see cref="QueueLabel"/>, by which the worker Deployment selects.</summary>
    public const string GatewayLabel = "howdah.dev/workqueue-gateway";

    public static string Schema(V1WorkQueue queue) => queue.Spec.Schema ?? queue.Metadata.Name!.Replace('-', '_');

    public static string Index(V1WorkQueue queue) => queue.Spec.OpenSearch?.Index ?? queue.Metadata.Name!;

    /// <summary>The role that the schema belongs to; nobody logs in as it.</summary>
    public static string OwnerRole(string schema) => schema + "_owner";

    public static string Role(string schema, QueueLogin login) => $"{schema}_{login.Word}";

    public static string Secret(string queue, QueueLogin login) => $"{queue}-{login.Word}";

    public static string WorkerDeployment(string queue) => queue + "-workers";

    /// <summary>Deployment, Service, disruption budget, and the Secret with the gateway's connection.</summary>
    public static string Gateway(string queue) => Secret(queue, QueueLogin.Gateway);

    /// <summary>The Secret with the tokens that the operator has made.</summary>
    public static string GatewayTokens(string queue) => Gateway(queue) + "-tokens";

    /// <summary>Written on the database's roles, so that two WorkQueues never share them.</summary>
    public static string Mark(V1WorkQueue queue) => $"howdah workqueue {queue.Metadata.Namespace}/{queue.Metadata.Name}";
}
