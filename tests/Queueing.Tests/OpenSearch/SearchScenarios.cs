using System.Text.Json;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>Cases that say in words what to do, as they are on OpenSearch.</summary>
internal static class SearchScenarios
{
    private static readonly Dictionary<string, Func<SearchServer, Task>> ById = new(StringComparer.Ordinal)
    {
        ["B01"] = WireScenarios.ResultsAreReadAsync,
        ["B02"] = WireScenarios.ResultsAreReadAsync,
        ["B03"] = WireScenarios.ResultsAreReadAsync,
        ["B04"] = WireScenarios.ResultsAreReadAsync,
        ["B05"] = WireScenarios.OneFailureIsRetriedAsync,
        ["B09"] = WireScenarios.DriftIsRefusedByNameAsync,
        ["B10"] = server => WireScenarios.NonsenseIsAnErrorAsync(server, 200, ""),
        ["B11"] = server => WireScenarios.NonsenseIsAnErrorAsync(server, 200, "{\"result\": "),
        ["B12"] = server => WireScenarios.NonsenseIsAnErrorAsync(server, 200, """{"result": "dreamt", "_seq_no": 1, "_primary_term": 1}"""),
        ["B13"] = server => WireScenarios.NonsenseIsAnErrorAsync(server, 429, """{"error": {"type": "rejected_execution_exception", "reason": "full"}}"""),
        ["C01"] = WireScenarios.AcquisitionsWithoutAnAnswerAreRepeatedAsync,
        ["C02"] = WireScenarios.LongerLeasesAreRetriedLongerAsync,
        ["F09"] = SearchWorkerScenarios.DoneMeansNothingIsPendingAsync,
        ["F10"] = SearchWorkerScenarios.LongWorkTakesThreeLeasesAsync,
        ["F11"] = SearchWorkerScenarios.CheckpointOutlivesAnOutageAsync,
        ["F12"] = SearchWorkerScenarios.CompletionGivesUpAfterTwoMinutesAsync,
        ["F13"] = SearchWorkerScenarios.CompletionOutlivesAnOutageOf85SecondsAsync,
        ["F14"] = SearchWorkerScenarios.ExitCodesAsync,
        ["F15"] = SearchWorkerScenarios.CheckpointsDependOnProgressAsync,
        ["G14"] = SearchFaultMatrix.RunAsync,
        ["G22"] = WireScenarios.DriftIsRefusedByNameAsync,
        ["G23"] = WireScenarios.OtherVersionsAreRefusedAsync,
    };

    public static IEnumerable<string> Ids => ById.Keys;

    public static Func<SearchServer, Task>? Find(string id, JsonElement steps)
    {
        var isWords = steps.ValueKind == JsonValueKind.Undefined || steps.GetArrayLength() == 0
            || steps.EnumerateArray().Any(step => step.GetProperty("op").GetString() is "fault_matrix" or "worker_process_loop");
        return isWords ? ById.GetValueOrDefault(id) : null;
    }
}
