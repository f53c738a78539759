using System.Text.Json.Nodes;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>The StatefulSet controller, the scheduler and the kubelet: StatefulSets become claims and pods, pods become instances.</summary>
internal sealed class SimulatedKubelet(SimulatedWorld world)
{
    private int _lastAddress = 10;

    public async Task SyncAsync()
    {
        var pods = world.List<V1Pod>().ToDictionary(pod => pod.Metadata.Name!, StringComparer.Ordinal);
        foreach (var gone in world.Servers.Where(server => !pods.TryGetValue(Names.Pod(server.Name), out var pod) || !world.IsServerOf(server, pod)).ToList())
        {
            world.Remove(gone);
        }

        foreach (var set in world.List<V1StatefulSet>().Where(set => set.Metadata.DeletionTimestamp is null))
        {
            await ClaimAsync(set);
            if (!pods.ContainsKey(Names.Pod(set.Metadata.Name!)) && !world.Unschedulable.Contains(set.Metadata.Name!))
            {
                await CreateAsync(set);
            }
        }

        foreach (var pod in pods.Values)
        {
            await ProbeAsync(pod);
        }
    }

    private async Task ClaimAsync(V1StatefulSet set)
    {
        var template = set.Spec!.VolumeClaimTemplates!.Single();
        var name = Names.DataVolumeClaim(set.Metadata.Name!);
        if (world.Find<V1PersistentVolumeClaim>(name) is null)
        {
            var claim = await world.Client.CreateAsync(new V1PersistentVolumeClaim
            {
                ApiVersion = "v1",
                Kind = "PersistentVolumeClaim",
                Metadata = new V1ObjectMeta { Name = name, Namespace = set.Metadata.Namespace, Labels = template.Metadata.Labels },
                Spec = new V1PersistentVolumeClaimSpec
                {
                    AccessModes = template.Spec!.AccessModes,
                    StorageClassName = template.Spec.StorageClassName ?? "standard",
                    Resources = template.Spec.Resources,
                },
            });
            world.Disks[claim.Metadata.Uid!] = new SimulatedDisk();
        }
    }

    private async Task CreateAsync(V1StatefulSet set)
    {
        var template = set.Spec!.Template;
        var pod = await world.Client.CreateAsync(new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta
            {
                Name = Names.Pod(set.Metadata.Name!),
                Namespace = set.Metadata.Namespace,
                Labels = template.Metadata.Labels,
                Annotations = template.Metadata.Annotations,
                OwnerReferences = [new V1OwnerReference { ApiVersion = "apps/v1", Kind = "StatefulSet", Name = set.Metadata.Name!, Uid = set.Metadata.Uid!, Controller = true }],
            },
            Spec = template.Spec,
        });
        await PatchStatusAsync(pod.Metadata.Name!, new JsonObject { ["podIP"] = $"10.0.0.{_lastAddress++}", ["phase"] = "Running" });
        world.Start(set.Metadata.Name!, pod.Metadata.Uid!);
    }

    private async Task ProbeAsync(V1Pod pod)
    {
        var server = world.Servers.FirstOrDefault(server => world.IsServerOf(server, pod));
        var ready = server is not null && !world.DeadNodes.Contains(server.Name)
            && server.Report is { State: InstanceState.Running } or { State: InstanceState.NotStreaming };
        var known = pod.Status?.Conditions?.Find(condition => condition.Type == "Ready")?.Status == "True";
        if (ready != known)
        {
            var condition = new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" };
            await PatchStatusAsync(pod.Metadata.Name!, new JsonObject { ["conditions"] = new JsonArray(condition) });
            world.Wake();
        }
    }

    private Task PatchStatusAsync(string pod, JsonObject status) =>
        world.Client.PatchAsync<V1Pod>(pod, world.Namespace, new JsonObject { ["status"] = status }, new PatchOptions { Subresource = "status" });
}
