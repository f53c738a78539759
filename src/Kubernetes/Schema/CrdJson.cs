using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Schema;

/// <summary>A definition as the JSON of a CustomResourceDefinition object.</summary>
public static class CrdJson
{
    /// <param name="crd">The definition.</param>
    /// <param name="withRules">False leaves CEL rules out: Kubernetes before 1.25 refuses them under server-side apply.</param>
    public static JsonObject Write(CrdDefinition crd, bool withRules = true) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = crd.Name },
        ["spec"] = new JsonObject
        {
            ["group"] = crd.Kind.Group,
            ["names"] = Names(crd),
            ["scope"] = crd.Kind.Namespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray([.. crd.Versions.Select(v => Version(v, withRules))]),
        },
    };

    private static JsonObject Names(CrdDefinition crd)
    {
        var names = new JsonObject();
        if (crd.Categories.Count > 0)
        {
            names["categories"] = Texts(crd.Categories);
        }

        names["kind"] = crd.Kind.Kind;
        names["listKind"] = crd.Kind.Kind + "List";
        names["plural"] = crd.Kind.Plural;
        if (crd.ShortNames.Count > 0)
        {
            names["shortNames"] = Texts(crd.ShortNames);
        }

        names["singular"] = crd.Singular;
        return names;
    }

    private static JsonObject Version(CrdVersion version, bool withRules)
    {
        var json = new JsonObject();
        if (version.Columns.Count > 0)
        {
            json["additionalPrinterColumns"] = new JsonArray([.. version.Columns.Select(Column)]);
        }

        json["name"] = version.Name;
        json["schema"] = new JsonObject { ["openAPIV3Schema"] = SchemaJson.Write(version.Schema, withRules) };
        json["served"] = true;
        json["storage"] = version.Stored;
        var subresources = new JsonObject();
        if (version.Scale is { } scale)
        {
            subresources["scale"] = Scale(scale);
        }

        if (version.HasStatus)
        {
            subresources["status"] = new JsonObject();
        }

        if (subresources.Count > 0)
        {
            json["subresources"] = subresources;
        }

        return json;
    }

    private static JsonObject Scale(CrdScale scale)
    {
        var json = new JsonObject();
        if (scale.LabelSelectorPath is not null)
        {
            json["labelSelectorPath"] = scale.LabelSelectorPath;
        }

        json["specReplicasPath"] = scale.SpecReplicasPath;
        json["statusReplicasPath"] = scale.StatusReplicasPath;
        return json;
    }

    private static JsonObject Column(CrdColumn column)
    {
        var json = new JsonObject();
        if (column.Description is not null)
        {
            json["description"] = column.Description;
        }

        if (column.Format is not null)
        {
            json["format"] = column.Format;
        }

        json["jsonPath"] = column.JsonPath;
        json["name"] = column.Name;
        if (column.Priority != 0)
        {
            json["priority"] = column.Priority;
        }

        json["type"] = column.Type;
        return json;
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
}
