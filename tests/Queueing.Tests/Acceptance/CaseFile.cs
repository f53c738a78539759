using System.Text.Json;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>The files of cases: the one in HOWDAH_QUEUE_CASES, or the shared one beside the checkout if it is there; and always the project's own.</summary>
internal static class CaseFile
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Cases = new(Load);

    public static IReadOnlyCollection<string> Ids => Cases.Value.Keys;

    public static JsonElement Get(string id) => Cases.Value[id];

    private static IEnumerable<string> Files()
    {
        foreach (var own in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.json").Order(StringComparer.Ordinal))
        {
            yield return own;
        }

        if (Environment.GetEnvironmentVariable("HOWDAH_QUEUE_CASES") is { Length: > 0 } given)
        {
            yield return given;
            yield break;
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var shared = Path.Combine(directory.FullName, "shared", "data", "workqueue_acceptance.json");
            if (File.Exists(shared))
            {
                yield return shared;
                yield break;
            }
        }
    }

    private static Dictionary<string, JsonElement> Load()
    {
        var cases = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var file in Files())
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var element in document.RootElement.GetProperty("cases").EnumerateArray())
            {
                cases[element.GetProperty("id").GetString()!] = element.Clone();
            }
        }

        return cases;
    }
}
