using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Grows volumes, and keeps their labels.</summary>
internal sealed class StorageStep(IKubernetesClient client, ServerLookUps lookUps) : IClusterStep
{
    public string Concern => "Storage";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Problems.Count > 0)
        {
            return StepResult.Continue;
        }

        var wanted = ResourceQuantity.Parse(context.Cluster.Spec.Storage.Size);
        var claims = context.Members.Select(context.Snapshot.Instance).Select(instance => instance?.Volume)
            .OfType<V1PersistentVolumeClaim>().Where(claim => claim.Metadata.DeletionTimestamp is null).ToList();
        var facts = new List<VolumeFacts>();
        foreach (var claim in claims)
        {
            facts.Add(await FactsAsync(context, claim, wanted, cancellationToken).ConfigureAwait(false));
        }

        var decision = StoragePolicy.Decide(wanted, facts);
        foreach (var claim in claims)
        {
            await PatchAsync(context, claim, decision.Grow.Contains(claim.Metadata.Name!) ? wanted : default(ResourceQuantity?), cancellationToken).ConfigureAwait(false);
        }

        if (decision.Problem is { } problem)
        {
            context.Troubles.Add(new Trouble("VolumesCannotGrow", problem));
        }

        var growing = claims.Where(claim => IsGrowing(claim)).Select(claim => claim.Metadata.Name).ToList();
        if (growing.Count > 0)
        {
            context.Activity ??= new Activity("GrowingVolumes", $"Growing {string.Join(", ", growing)} to {wanted}");
        }

        return StepResult.Continue;
    }

    private async Task<VolumeFacts> FactsAsync(ClusterContext context, V1PersistentVolumeClaim claim, ResourceQuantity wanted, CancellationToken cancellationToken)
    {
        var requested = VolumeRequests.Requested(claim) ?? wanted;
        var name = claim.Spec?.StorageClassName;
        var expandable = requested < wanted
            && name is { Length: > 0 }
            && await lookUps.StorageClassAsync(context, name, cancellationToken).ConfigureAwait(false) is { AllowVolumeExpansion: true };
        return new VolumeFacts(claim.Metadata.Name!, requested, name, expandable);
    }

    private async Task PatchAsync(ClusterContext context, V1PersistentVolumeClaim claim, ResourceQuantity? size, CancellationToken cancellationToken)
    {
        var patch = new JsonObject();
        var metadata = new JsonObject();
        var inherited = context.Cluster.Spec.InheritedMetadata;
        AddMissing(metadata, "labels", inherited?.Labels, claim.Metadata.Labels);
        AddMissing(metadata, "annotations", inherited?.Annotations, claim.Metadata.Annotations);
        if (metadata.Count > 0)
        {
            patch["metadata"] = metadata;
        }

        if (size is { } wanted)
        {
            patch["spec"] = new JsonObject { ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = wanted.ToString() } } };
            context.News.Add(("GrowingVolume", $"{claim.Metadata.Name} grows from {VolumeRequests.Requested(claim)} to {wanted}"));
        }

        if (patch.Count > 0)
        {
            await client.PatchAsync<V1PersistentVolumeClaim>(claim.Metadata.Name!, context.Namespace, patch, FieldManagers.Patch, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void AddMissing(JsonObject metadata, string part, Dictionary<string, string>? wanted, Dictionary<string, string>? present)
    {
        var missing = (wanted ?? []).Where(pair => present?.GetValueOrDefault(pair.Key) != pair.Value).ToList();
        if (missing.Count > 0)
        {
            metadata[part] = new JsonObject(missing.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }
    }

    private static bool IsGrowing(V1PersistentVolumeClaim claim) =>
        VolumeRequests.Requested(claim) is { } requested && VolumeRequests.Capacity(claim) is { } present && present < requested;
}
