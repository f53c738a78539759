using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;

namespace Howdah.Operator.Tests.Golden;

/// <summary>Compares an object with a file beside the tests; HOWDAH_UPDATE_GOLDEN=1 writes the file instead, for a review of the difference.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Indented =
        new(KubernetesJson.Default) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Check<T>(T entity, string name, [CallerFilePath] string caller = "")
        where T : class, IKubernetesObject => Compare(JsonSerializer.Serialize(entity, Indented.TypeInfo<T>()), name, caller);

    public static void CheckJson(JsonNode node, string name, [CallerFilePath] string caller = "") => Compare(node.ToJsonString(Indented), name, caller);

    private static void Compare(string text, string name, string caller)
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "..", "Golden", name + ".json");
        var actual = text + "\n";
        if (Environment.GetEnvironmentVariable("HOWDAH_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
