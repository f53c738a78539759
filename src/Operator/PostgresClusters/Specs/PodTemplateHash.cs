using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Instances;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>
/// Tells whether a running pod has to be replaced to become what is wanted. The howdah image is not part of it (the sidecar is upgraded in
/// place), nor are labels and annotations (nothing in the pod reads them).
/// </summary>
internal static class PodTemplateHash
{
    /// <summary>16 hexadecimal digits.</summary>
    public static string Of(V1PodTemplateSpec template)
    {
        var spec = JsonSerializer.SerializeToNode(template.Spec!, KubernetesJson.Default.TypeInfo<V1PodSpec>())!.AsObject();
        DropImage(spec["initContainers"], PodLayout.InstallContainer);
        DropImage(spec["containers"], PodLayout.SidecarContainer);
        return ContentHash.Of(spec);
    }

    private static void DropImage(JsonNode? containers, string name)
    {
        foreach (var container in containers?.AsArray().OfType<JsonObject>() ?? [])
        {
            if (container["name"]?.GetValue<string>() == name)
            {
                container.Remove("image");
                container.Remove("imagePullPolicy");
            }
        }
    }
}
