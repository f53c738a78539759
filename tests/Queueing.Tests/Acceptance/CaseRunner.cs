using System.Diagnostics;
using System.Text.Json;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>Runs the steps of one case by one driver, on a queue of its own.</summary>
internal sealed partial class CaseRunner(ICaseBackend backend, ICaseDriver driver)
{
    private static readonly Dictionary<string, string> NoVariables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly CaseScope _main = new("default", NoVariables);
    private readonly SemaphoreSlim _readyLock = new(1);
    private bool _ready;

    public async Task RunAsync(JsonElement steps)
    {
        var number = 0;
        foreach (var step in steps.EnumerateArray())
        {
            try
            {
                await RunAsync(step, _main);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Step {number}: {step.GetRawText()}: {exception.Message}", exception);
            }

            number++;
        }
    }

    private async Task RunAsync(JsonElement step, CaseScope scope)
    {
        var operation = step.GetProperty("op").GetString()!;
        if (operation is not ("setup" or "parallel") || (operation == "parallel" && !HoldsSetup(step)))
        {
            await MakeReadyAsync();
        }

        switch (operation)
        {
            case "parallel" or "repeat" or "drain" or "parallel_create" or "create_many":
                await RunManyAsync(operation, step, scope);
                return;
            case "simulate_crash_set_successors":
                await backend.SetSuccessorsAsync(step.GetProperty("id").GetString()!, IdExpression.Expand(step.GetProperty("ids"), scope.Variables));
                return;
            case "advance_clock":
                await backend.AdvanceClockAsync(TimeSpan.FromSeconds(step.GetProperty("seconds").GetDouble()));
                return;
            case "inject":
                var times = step.GetProperty("fail_times");
                driver.Inject(times.ValueKind == JsonValueKind.String ? -1 : times.GetInt32());
                return;
            case "count":
                var count = await driver.CountAsync();
                if (step.TryGetProperty("save", out var name))
                {
                    scope.Saved[name.GetString()!] = count;
                }

                scope.Saved["count_after"] = count;
                Expectation.Check(step, count);
                return;
            case "pending":
                Expectation.Check(step, await driver.PendingAsync());
                return;
            case "distinct_items_seen":
                Expectation.Check(step, (long)_seen.Count);
                return;
            case "inspect":
                await InspectAsync(step, scope);
                return;
            case "create" or "create_cancelled":
                await CreateAsync(step, scope, operation == "create_cancelled");
                return;
            case "id_roundtrip" or "id_parse" or "id_split_parts" or "successor_exponent" or "retry_window_s" or "successor_ids" or "early_checkpoint_s" or "early_checkpoint":
                PureSteps.Run(operation, step);
                return;
            default:
                await RunVerbAsync(operation, step, scope);
                return;
        }
    }

    private async Task RunVerbAsync(string operation, JsonElement step, CaseScope scope)
    {
        var worker = step.TryGetProperty("worker", out var given) ? IdExpression.Fill(given.GetString()!, scope.Variables) : scope.Worker;
        var lease = step.TryGetProperty("lease_s", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : TimeSpan.FromSeconds(60);
        string Id() => step.TryGetProperty("id", out var id) ? IdExpression.Evaluate(id.GetString()!, scope.Variables) : scope.LastItem[worker];
        long? token = step.TryGetProperty("token", out var saved) ? (long)_main.Saved[saved.GetString()! + ".token"] : null;
        var outcome = operation switch
        {
            "setup" => await driver.SetupAsync(),
            "acquire_next" => await driver.AcquireNextAsync(
                worker, lease, TimeSpan.FromSeconds(step.TryGetProperty("client_clock_offset_s", out var offset) ? offset.GetDouble() : 0)),
            "acquire_specific" => await driver.AcquireSpecificAsync(worker, Id(), lease),
            "complete" => await driver.CompleteAsync(worker, Id(), token),
            "release" => await driver.ReleaseAsync(worker, Id()),
            "renew" => await driver.RenewAsync(worker, Id(), token, lease),
            "successors" => await driver.SuccessorsAsync(
                worker, Id(), IdExpression.Expand(step.GetProperty("ids"), ParentVariables(step, scope, worker)),
                step.TryGetProperty("exponent", out var exponent) ? exponent.GetInt16() : (short)0,
                step.TryGetProperty("deadline_s", out var deadline) ? TimeSpan.FromSeconds(deadline.GetDouble()) : null),
            _ => throw new NotSupportedException($"The runner does not know the operation '{operation}'."),
        };
        var isNew = outcome.ItemId is null || Remember(outcome.ItemId);
        if (outcome.ItemId is not null && (operation == "acquire_next" || !scope.LastItem.ContainsKey(worker)))
        {
            scope.LastItem[worker] = outcome.ItemId;
        }

        if (operation == "acquire_next")
        {
            scope.Acquisitions.Add(outcome);
        }

        await Expectation.CheckAsync(step, outcome, isNew, _main.Saved, backend.NowAsync);
    }

    private static Dictionary<string, string> ParentVariables(JsonElement step, CaseScope scope, string worker)
    {
        var variables = new Dictionary<string, string>(scope.Variables, StringComparer.Ordinal);
        if (step.GetProperty("ids").GetRawText().Contains("parent.", StringComparison.Ordinal))
        {
            var parent = Contract.WorkItemId.Parse(scope.LastItem[worker]);
            variables["parent.shard"] = parent.Shard.ToString()!;
            variables["parent.doc"] = parent.Document.ToString()!;
            variables["parent.index"] = parent.Index;
        }

        return variables;
    }

    private static bool HoldsSetup(JsonElement step) =>
        step.GetProperty("do").EnumerateArray().Any(inner => inner.GetProperty("op").GetString() == "setup");

    private async Task CreateAsync(JsonElement step, CaseScope scope, bool cancelled)
    {
        using var cancellation = new CancellationTokenSource();
        if (cancelled)
        {
            cancellation.CancelAfter(TimeSpan.FromMilliseconds(30));
        }

        var before = driver.BackendCalls;
        object result;
        try
        {
            result = await driver.CreateAsync(IdExpression.Evaluate(step.GetProperty("id").GetString()!, scope.Variables), cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            result = new Outcome("error:cancelled");
        }

        Expectation.Check(step, result, driver.BackendCalls - before);
    }

    private async Task InspectAsync(JsonElement step, CaseScope scope)
    {
        var item = await backend.InspectAsync(IdExpression.Evaluate(step.GetProperty("id").GetString()!, scope.Variables));
        foreach (var expected in step.GetProperty("expect").EnumerateObject())
        {
            Assert.Equal(expected.Value.ToString(), expected.Name switch
            {
                "completed_by" => item?.State == "completed" ? item.Holder : null,
                "attempts" => item?.Attempt.ToString(),
                "state" => item?.State,
                "holder" => item?.Holder,
                "exponent" => item?.Exponent.ToString(),
                _ => throw new NotSupportedException($"The runner does not know the property '{expected.Name}' of an item."),
            });
        }
    }

    private async Task MakeReadyAsync()
    {
        await _readyLock.WaitAsync();
        try
        {
            if (!_ready)
            {
                await backend.MakeReadyAsync();
                _ready = true;
            }
        }
        finally
        {
            _readyLock.Release();
        }
    }

    private bool Remember(string id)
    {
        lock (_seen)
        {
            return _seen.Add(id);
        }
    }

    private static TimeSpan Elapsed(long since) => Stopwatch.GetElapsedTime(since);
}
