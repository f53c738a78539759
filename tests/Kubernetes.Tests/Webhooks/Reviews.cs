using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Tests.Webhooks;

/// <summary>AdmissionReviews as the API server sends them.</summary>
internal static class Reviews
{
    public static JsonObject Of(string operation, JsonNode? entity, JsonNode? oldEntity = null) => new()
    {
        ["apiVersion"] = "admission.k8s.io/v1",
        ["kind"] = "AdmissionReview",
        ["request"] = new JsonObject
        {
            ["uid"] = "705ab4f5-6393-11e8-b7cc-42010a800002",
            ["kind"] = new JsonObject { ["group"] = "test.howdah.dev", ["version"] = "v1alpha1", ["kind"] = "Widget" },
            ["resource"] = new JsonObject { ["group"] = "test.howdah.dev", ["version"] = "v1alpha1", ["resource"] = "widgets" },
            ["name"] = "w",
            ["namespace"] = "default",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject { ["username"] = "admin", ["groups"] = new JsonArray("system:masters") },
            ["object"] = entity,
            ["oldObject"] = oldEntity,
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions" },
        },
    };

    public static JsonObject Widget(int size) => new()
    {
        ["apiVersion"] = "test.howdah.dev/v1alpha1",
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = "w", ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["size"] = size },
    };
}
