using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Operator.Applying;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>The worker Deployment: the user's pod template, with the connection in the environment of every container.</summary>
internal static class WorkerDeploymentSpec
{
    /// <summary>Pods are made anew when what they connect with changes: an environment is read once.</summary>
    public const string ConnectionAnnotation = "howdah.dev/connection";

    /// <param name="queue">A WorkQueue with workers.</param>
    /// <param name="replicas">See <see cref="Policies.ScalingPolicy"/>.</param>
    /// <param name="connection">Stands for what the Secret holds.</param>
    public static TemplatedDeployment Build(V1WorkQueue queue, int replicas, string connection) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "Deployment",
        Metadata = QueueMetaSpec.Build(queue, QueueNames.WorkerDeployment(queue.Metadata.Name!)),
        Spec = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [QueueNames.QueueLabel] = queue.Metadata.Name } },
            ["template"] = Template(queue, connection),
        },
    };

    private static JsonObject Template(V1WorkQueue queue, string connection)
    {
        var template = queue.Spec.Workers!.Template.DeepClone().AsObject();
        var metadata = Map(template, "metadata");
        metadata.Remove("creationTimestamp");
        var labels = Map(metadata, "labels");
        foreach (var (key, value) in QueueMetaSpec.Labels(queue))
        {
            labels[key] = value;
        }

        Map(metadata, "annotations")[ConnectionAnnotation] = connection;
        var pod = Map(template, "spec");
        foreach (var container in Containers(pod, "containers").Concat(Containers(pod, "initContainers")))
        {
            AddEnvironment(container, WorkerEnvironment.Build(queue));
        }

        return template;
    }

    /// <summary>What the template sets itself stays; ours comes first, so that the template's values can refer to it.</summary>
    private static void AddEnvironment(JsonObject container, JsonArray ours)
    {
        var theirs = container["env"] as JsonArray ?? [];
        var names = theirs.OfType<JsonObject>().Select(variable => (string?)variable["name"]).ToHashSet(StringComparer.Ordinal);
        container["env"] = new JsonArray(
        [
            .. ours.Where(variable => !names.Contains((string?)variable!["name"])).Select(variable => variable!.DeepClone()),
            .. theirs.Select(variable => variable?.DeepClone()),
        ]);
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod, string list) => (pod[list] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>A part that is missing, or is no map, is put there.</summary>
    private static JsonObject Map(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject map)
        {
            parent[name] = map = [];
        }

        return map;
    }
}
