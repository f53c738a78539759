using System.Text.Json;
using Howdah.Queueing.Tests.Server;
using Npgsql;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.Acceptance;

[Collection(ServerCollection.Name)]
public sealed class AcceptanceTests(ScratchServer server, ITestOutputHelper output)
{
    /// <summary>Steps that are about the client library or its pure functions; the SQL functions have nothing to answer them with.</summary>
    private static readonly HashSet<string> ClientOnly = new(StringComparer.Ordinal)
    {
        "inject", "create_cancelled", "id_roundtrip", "id_parse", "id_split_parts", "successor_exponent", "retry_window_s", "successor_ids",
        "early_checkpoint", "early_checkpoint_s", "worker_process_loop",
    };

    /// <summary>What a case's title presupposes and its steps leave out.</summary>
    private static readonly Dictionary<string, string> Preludes = new(StringComparer.Ordinal)
    {
        ["E15"] = """[{"op": "create_many", "ids": "parent__0__i, i=0..99"}]""",
    };

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var id in CaseFile.Ids.Where(id => !IsAboutOpenSearch(CaseFile.Get(id))))
        {
            data.Add(id, "sql");
            data.Add(id, "client");
            data.Add(id, "gateway");
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task Case_holds(string id, string backend)
    {
        var element = CaseFile.Get(id);
        var steps = element.GetProperty("steps");
        var scenario = Scenarios.Find(id, steps);
        Skip.If(steps.GetArrayLength() == 0 && scenario is null, $"{id} has no steps and no scenario.");
        Skip.If(backend == "sql" && (scenario is { IsAboutClient: true } || Operations(steps).Any(ClientOnly.Contains)), $"{id} is about the client library.");
        ScratchServer.Require();
        output.WriteLine(element.GetProperty("title").GetString());

        var isAboutSetUp = Operations(steps).Contains("setup");
        var queue = new QueueName(isAboutSetUp ? $"case {id}" : "case");
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(
            isAboutSetUp ? await server.CreateDatabaseAsync() : await server.CreateDatabaseAsync("case", empty => new PostgresBackend(empty, queue).MakeReadyAsync())));
        if (scenario is not null)
        {
            await using var gateway = backend == "gateway" ? new GatewayDriver(source, queue) : null;
            Skip.If(gateway is not null && !scenario.IsForCoordinators, $"{id} is about what the C# client does when its connection is down, or about connections to the database.");
            await scenario.RunAsync(new ScenarioContext(server, source, queue, output) { Gateway = gateway });
            return;
        }

        ICaseDriver driver = backend switch
        {
            "sql" => new SqlDriver(source, queue),
            "client" => new ClientDriver(source, queue),
            _ => new GatewayDriver(source, queue),
        };
        await using var end = driver as IAsyncDisposable;
        var runner = new CaseRunner(new PostgresBackend(source, queue), driver);
        if (Preludes.TryGetValue(id, out var prelude))
        {
            using var document = JsonDocument.Parse(prelude);
            await runner.RunAsync(document.RootElement);
        }

        await runner.RunAsync(steps);
    }

    /// <summary>Cases of the other backend's wire protocol and clocks: they run there.</summary>
    private static bool IsAboutOpenSearch(JsonElement element)
    {
        var id = element.GetProperty("id").GetString()!;
        var steps = element.GetProperty("steps");
        return (element.TryGetProperty("applies_to", out var scope) && scope.GetString()!.StartsWith("OpenSearch", StringComparison.Ordinal))
            || element.GetProperty("source").GetString() == "OpenSearch only"
            || (steps.GetArrayLength() == 0 && Scenarios.Find(id, steps) is null && OpenSearch.SearchScenarios.Find(id, steps) is not null);
    }

    private static IEnumerable<string> Operations(JsonElement steps)
    {
        foreach (var step in steps.EnumerateArray())
        {
            yield return step.GetProperty("op").GetString()!;
            if (step.TryGetProperty("do", out var inner))
            {
                foreach (var operation in Operations(inner))
                {
                    yield return operation;
                }
            }
        }
    }
}
