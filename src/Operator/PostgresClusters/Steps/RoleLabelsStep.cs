using System.Text.Json.Nodes;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Moves pods between Services. Who is no longer primary is taken out before the new one is put in.</summary>
internal sealed class RoleLabelsStep(IKubernetesClient client, Narrator narrator) : IClusterStep
{
    public string Concern => "RoleLabels";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var wanted = context.Snapshot.Instances.Values.Where(instance => instance.Pod is not null)
            .Select(instance => (Instance: instance, Role: RoleLabelPolicy.RoleOf(instance, context.State, context.Snapshot)))
            .Where(pair => !Has(pair.Instance.Pod!, pair.Role))
            .OrderBy(pair => pair.Role == Labels.Primary);
        foreach (var (instance, role) in wanted)
        {
            await LabelAsync(instance, role, cancellationToken).ConfigureAwait(false);
            if (role == Labels.Primary)
            {
                narrator.Tell(context, "ServicesMoved", $"{Names.ReadWriteService(context.Name)} leads to {instance.Name}");
            }
        }

        return StepResult.Continue;
    }

    private async Task LabelAsync(InstanceFacts instance, string role, CancellationToken cancellationToken)
    {
        var metadata = instance.Pod!.Metadata;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = metadata.Uid,
                ["labels"] = new JsonObject { [Labels.Role] = role, [Labels.Serving] = role == Labels.Unhealthy ? null : "true" },
            },
        };
        try
        {
            await client.PatchAsync<V1Pod>(metadata.Name!, metadata.Namespace, patch, FieldManagers.Patch, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // The pod has been replaced since the informer saw it: its successor comes by the watch.
        }
    }

    private static bool Has(V1Pod pod, string role)
    {
        var labels = pod.Metadata.Labels ?? [];
        return labels.GetValueOrDefault(Labels.Role) == role && (labels.GetValueOrDefault(Labels.Serving) == "true") == (role != Labels.Unhealthy);
    }
}
