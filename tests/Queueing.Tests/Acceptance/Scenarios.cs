using System.Text.Json;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.Tests.Server;
using Npgsql;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.Acceptance;

internal sealed record ScenarioContext(ScratchServer Server, NpgsqlDataSource Source, QueueName Queue, ITestOutputHelper Output)
{
    /// <summary>Set when the scenario is to go through it.</summary>
    public GatewayDriver? Gateway { get; init; }

    public async Task<IWorkCoordinator> CoordinatorAsync(string worker) =>
        Gateway is null ? new PostgresWorkCoordinator(new QueueClient(Source, Queue), worker) : await Gateway.OfAsync(worker);

    public Task SetUpAsync() => new PostgresBackend(Source, Queue).MakeReadyAsync();
}

/// <param name="IsAboutClient">The SQL functions have nothing to answer it with.</param>
/// <param name="RunAsync">The scenario.</param>
/// <param name="IsForCoordinators">It goes through coordinators only, whatever is behind them.</param>
internal sealed record Scenario(bool IsAboutClient, Func<ScenarioContext, Task> RunAsync, bool IsForCoordinators = false);

/// <summary>Cases that say in words what to do: code here does it.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, Scenario> ById = new(StringComparer.Ordinal)
    {
        ["C02"] = new(true, LongerLeasesAreRetriedLongerAsync),
        ["F09"] = new(true, DoneMeansNothingIsPendingAsync, IsForCoordinators: true),
        ["F10"] = new(true, WorkerScenarios.LongWorkTakesThreeLeasesAsync, IsForCoordinators: true),
        ["F11"] = new(true, WorkerScenarios.CheckpointOutlivesAnOutageAsync),
        ["F12"] = new(true, WorkerScenarios.CompletionGivesUpAfterTwoMinutesAsync),
        ["F13"] = new(true, WorkerScenarios.CompletionOutlivesAnOutageOf85SecondsAsync),
        ["F14"] = new(true, WorkerScenarios.ExitCodesAsync, IsForCoordinators: true),
        ["F15"] = new(true, WorkerScenarios.CheckpointsDependOnProgressAsync, IsForCoordinators: true),
        ["G14"] = new(false, FaultMatrix.RunAsync),
        ["G21"] = new(true, RetriesFollowTheSqlStateAsync),
    };

    public static Scenario? Find(string id, JsonElement steps)
    {
        var isWords = steps.GetArrayLength() == 0 || steps.EnumerateArray().Any(step => step.GetProperty("op").GetString() is "fault_matrix" or "worker_process_loop");
        return isWords ? ById.GetValueOrDefault(id) : null;
    }

    /// <summary>A backend that is down: taking is retried as long as the lease asked for would last, so three times the lease means more tries.</summary>
    private static async Task LongerLeasesAreRetriedLongerAsync(ScenarioContext context)
    {
        async Task<int> CountCallsAsync(TimeSpan lease)
        {
            var calls = 0;
            var client = new QueueClient(_ => throw new NpgsqlException($"call {++calls}", new IOException()), context.Queue, new InstantTime());
            var exception = await Assert.ThrowsAsync<WorkQueueException>(() => client.AcquireAsync("w", lease));
            Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
            return calls;
        }

        var once = await CountCallsAsync(TimeSpan.FromMilliseconds(400));
        var thrice = await CountCallsAsync(TimeSpan.FromMilliseconds(1200));
        Assert.True(thrice > once, $"{thrice} is not more than {once}");
    }

    private static async Task DoneMeansNothingIsPendingAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var coordinator = await context.CoordinatorAsync("w");
        Assert.False(await coordinator.WorkItemsNotYetCompleteAsync());
        await coordinator.CreateUnassignedWorkItemAsync("a");
        Assert.True(await coordinator.WorkItemsNotYetCompleteAsync());
        Assert.IsType<WorkAcquisition.Acquired>(await coordinator.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));
        Assert.True(await coordinator.WorkItemsNotYetCompleteAsync());
        await coordinator.CompleteWorkItemAsync("a");
        Assert.False(await coordinator.WorkItemsNotYetCompleteAsync());

        var broken = new PostgresWorkCoordinator(new QueueClient(_ => throw new NpgsqlException("down", new IOException()), context.Queue), "w");
        await Assert.ThrowsAsync<WorkQueueException>(() => broken.WorkItemsNotYetCompleteAsync());
    }

    private static Task RetriesFollowTheSqlStateAsync(ScenarioContext context)
    {
        Assert.All(["08000", "08001", "08003", "08006", "40001", "40P01", "57P01", "57P03", "53300"], state => Assert.True(TransientErrors.IsTransient(state), state));
        Assert.All(["23505", "22001", "42P01", "42601", "42883", "WQ001"], state => Assert.False(TransientErrors.IsTransient(state), state));
        return Task.CompletedTask;
    }
}
