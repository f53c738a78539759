using System.Text;
using Howdah.Kubernetes.Schema;

namespace Howdah.Cli.Manifests;

/// <summary>A definition as a Helm template.</summary>
internal static class ChartCrd
{
    private const string Rules = "x-kubernetes-validations:";
    private const string Metadata = "metadata:";

    public static string Write(CrdDefinition crd)
    {
        var template = new StringBuilder("{{- if .Values.crds.enabled }}\n");
        int? rulesIndent = null;
        foreach (var line in YamlText.Write(CrdJson.Write(crd)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Contains("{{", StringComparison.Ordinal))
            {
                throw new SchemaException($"{crd.Name}: a description or rule holds two braces, which Helm would read as a template: {line.Trim()}");
            }

            var content = line.TrimStart(' ');
            var indent = line.Length - content.Length;
            if (rulesIndent is { } open && !(indent > open || (indent == open && content.StartsWith("- ", StringComparison.Ordinal))))
            {
                template.Append("{{- end }}\n");
                rulesIndent = null;
            }

            if (content == Rules)
            {
                template.Append("{{- if semverCompare \">=1.25-0\" .Capabilities.KubeVersion.Version }}\n");
                rulesIndent = indent;
            }

            template.Append(line).Append('\n');
            if (indent == 0 && content == Metadata)
            {
                template.Append("  labels:\n    {{- include \"howdah.labels\" . | nindent 4 }}\n")
                    .Append("  {{- if .Values.crds.keep }}\n  annotations:\n    helm.sh/resource-policy: keep\n  {{- end }}\n");
            }
        }

        return template.Append(rulesIndent is null ? "" : "{{- end }}\n").Append("{{- end }}\n").ToString();
    }
}
