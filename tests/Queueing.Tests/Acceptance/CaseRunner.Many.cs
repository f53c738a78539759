using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Howdah.Queueing.Tests.Acceptance;

internal sealed partial class CaseRunner
{
    private async Task RunManyAsync(string operation, JsonElement step, CaseScope scope)
    {
        switch (operation)
        {
            case "create_many":
                await CreateManyAsync(step, scope, parallel: false);
                break;
            case "parallel_create":
                await CreateManyAsync(step, scope, parallel: true);
                break;
            case "drain":
                await DrainAsync(step);
                break;
            default:
                await IterateAsync(step, scope, operation == "parallel");
                break;
        }
    }

    private async Task CreateManyAsync(JsonElement step, CaseScope scope, bool parallel)
    {
        var ids = IdExpression.Expand(step.GetProperty("ids"), scope.Variables, step.TryGetProperty("count", out var count) ? count.GetInt32() : 0);
        var created = new ConcurrentBag<object>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = parallel ? 8 : 1 }, async (id, token) =>
            created.Add(await driver.CreateAsync(id, token)));
        Assert.Equal(ids.Length, created.Count(result => result is true));
    }

    /// <summary>The steps of <c>do</c>, one iteration after another or on several threads; every iteration is a worker of its own unless one is named.</summary>
    private async Task IterateAsync(JsonElement step, CaseScope outer, bool parallel)
    {
        var threads = step.TryGetProperty("threads", out var number) ? number.GetInt32() : 1;
        var each = step.TryGetProperty("times_each", out var perThread) ? perThread.GetInt32() : 1;
        var times = step.TryGetProperty("times", out var total) ? total.GetInt32() : threads * each;
        var scopes = Enumerable.Range(0, times).Select(iteration => NewScope(step, outer, iteration, parallel ? iteration % threads : 0)).ToArray();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = Stopwatch.GetTimestamp();
        var runs = Enumerable.Range(0, parallel ? threads : 1).Select(thread => Task.Run(async () =>
        {
            await gate.Task;
            for (var iteration = thread; iteration < times; iteration += parallel ? threads : 1)
            {
                foreach (var inner in step.GetProperty("do").EnumerateArray())
                {
                    await RunAsync(inner, scopes[iteration]);
                }
            }
        })).ToArray();
        gate.SetResult();
        await Task.WhenAll(runs);
        CheckMany(step, scopes, Elapsed(started));
    }

    private static CaseScope NewScope(JsonElement step, CaseScope outer, int iteration, int thread)
    {
        var variables = IdExpression.With(outer.Variables, "i", iteration);
        variables["nonce"] = Guid.NewGuid().ToString("N");
        variables["thread"] = thread.ToString();
        var worker = step.TryGetProperty("worker", out var template) ? IdExpression.Fill(template.GetString()!, variables) : $"thread-{thread}";
        return new CaseScope(worker, variables);
    }

    private static void CheckMany(JsonElement step, CaseScope[] scopes, TimeSpan elapsed)
    {
        if (!step.TryGetProperty("expect", out var expect) || expect.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        var acquisitions = scopes.SelectMany(scope => scope.Acquisitions).ToList();
        if (expect.ValueKind == JsonValueKind.String)
        {
            Assert.Contains(expect.GetString(), (string[])["ok", "all_ok", "acquired"]);
            Assert.All(acquisitions, outcome => Assert.Equal("acquired", outcome.Text));
            return;
        }

        var acquired = acquisitions.Where(outcome => outcome.Text == "acquired").ToList();
        foreach (var property in expect.EnumerateObject())
        {
            switch (property.Name)
            {
                case "distinct_items" or "distinct_parents":
                    Assert.Equal(property.Value.GetInt32(), acquired.Select(outcome => outcome.ItemId).Distinct().Count());
                    Assert.Equal(acquired.Count, acquired.Select(outcome => outcome.ItemId).Distinct().Count());
                    break;
                case "acquired":
                    Assert.Equal(property.Value.GetInt32(), acquired.Count);
                    break;
                case "no_work":
                    Assert.Equal(property.Value.GetInt32(), acquisitions.Count(outcome => outcome.Text == "no_work"));
                    break;
                case "max_elapsed_s":
                    Assert.True(elapsed.TotalSeconds < property.Value.GetDouble(), $"{elapsed} elapsed");
                    break;
                case "all":
                    Assert.Equal(property.Value.GetBoolean(), acquisitions.TrueForAll(outcome => !outcome.IsError));
                    break;
                case "count_after":
                    var parts = property.Value.GetString()!.Split('+');
                    Assert.All(scopes, scope => Assert.Equal((long)scope.Saved[parts[0]] + long.Parse(parts[1]), (long)scope.Saved["count_after"]));
                    break;
                default:
                    throw new NotSupportedException($"The runner does not know the expectation '{property.Name}'.");
            }
        }
    }

    /// <summary>Threads take and complete until each has found nothing five times in a row, 50 ms apart.</summary>
    private async Task DrainAsync(JsonElement step)
    {
        var completed = new ConcurrentBag<string>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, step.GetProperty("threads").GetInt32()).Select(thread => Task.Run(async () =>
        {
            for (var empty = 0; empty < 5;)
            {
                var outcome = await driver.AcquireNextAsync($"drain-{thread}", TimeSpan.FromMinutes(5), TimeSpan.Zero);
                if (outcome.ItemId is null)
                {
                    empty++;
                    await Task.Delay(50);
                    continue;
                }

                empty = 0;
                Assert.Equal("ok", (await driver.CompleteAsync($"drain-{thread}", outcome.ItemId, null)).Text);
                completed.Add(outcome.ItemId);
            }
        })));
        foreach (var property in step.GetProperty("expect").EnumerateObject())
        {
            switch (property.Name)
            {
                case "completed":
                    Assert.Equal(property.Value.GetInt32(), completed.Count);
                    Assert.Equal(completed.Count, completed.Distinct().Count());
                    break;
                case "count":
                    Assert.Equal(property.Value.GetInt64(), await driver.CountAsync());
                    break;
                case "max_elapsed_s":
                    Assert.True(Elapsed(started).TotalSeconds < property.Value.GetDouble());
                    break;
                default:
                    throw new NotSupportedException($"The runner does not know the expectation '{property.Name}'.");
            }
        }
    }
}
