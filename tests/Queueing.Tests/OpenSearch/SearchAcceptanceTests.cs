using System.Text.Json;
using Howdah.Queueing.Tests.Acceptance;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>The cases against the backend OpenSearch.</summary>
public sealed class SearchAcceptanceTests(ITestOutputHelper output)
{
    /// <summary>Steps that need no backend: they run with the C# client.</summary>
    private static readonly HashSet<string> Pure = new(StringComparer.Ordinal)
    {
        "id_roundtrip", "id_parse", "id_split_parts", "successor_exponent", "retry_window_s", "successor_ids", "early_checkpoint", "early_checkpoint_s",
    };

    /// <summary>What is about PostgreSQL alone.</summary>
    private static readonly HashSet<string> PostgresOnly = new(StringComparer.Ordinal) { "E16", "G21" };

    /// <summary>What a case's title presupposes and its steps leave out.</summary>
    private static readonly Dictionary<string, string> Preludes = new(StringComparer.Ordinal)
    {
        ["E15"] = """[{"op": "create_many", "ids": "parent__0__i, i=0..99"}]""",
    };

    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        foreach (var id in CaseFile.Ids.Union(SearchScenarios.Ids).Except(PostgresOnly).Where(id => !IsPure(id)))
        {
            data.Add(id);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task Case_holds_on_OpenSearch(string id)
    {
        await using var server = SearchServer.Require();
        var steps = CaseFile.Ids.Contains(id) ? CaseFile.Get(id).GetProperty("steps") : default;
        if (SearchScenarios.Find(id, steps) is { } scenario)
        {
            await scenario(server);
            return;
        }

        Skip.If(steps.GetArrayLength() == 0, $"{id} has no steps and no scenario.");
        output.WriteLine(CaseFile.Get(id).GetProperty("title").GetString());
        var handler = new FaultyHandler();
        var index = server.Open(handler);
        var backend = new SearchBackend(server, index);
        var runner = new CaseRunner(backend, new SearchDriver(index, handler, backend));
        if (Preludes.TryGetValue(id, out var prelude))
        {
            using var document = JsonDocument.Parse(prelude);
            await runner.RunAsync(document.RootElement);
        }

        await runner.RunAsync(steps);
    }

    private static bool IsPure(string id) => CaseFile.Ids.Contains(id) && CaseFile.Get(id).GetProperty("steps") is var steps && steps.GetArrayLength() > 0
        && steps.EnumerateArray().All(step => Pure.Contains(step.GetProperty("op").GetString()!));
}
