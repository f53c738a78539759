using System.Text.Json;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.Worker;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>Steps about functions without a backend.</summary>
internal static class PureSteps
{
    public static void Run(string operation, JsonElement step)
    {
        var expect = step.GetProperty("expect");
        switch (operation)
        {
            case "id_roundtrip":
                var id = new WorkItemId(step.GetProperty("index").GetString()!, step.GetProperty("shard").GetInt32(), step.GetProperty("doc").GetInt64());
                Assert.Equal(expect.GetProperty("serialized").GetString(), id.ToString());
                Assert.Equal(id, WorkItemId.Parse(id.ToString()));
                CheckId(expect, WorkItemId.Parse(id.ToString()));
                break;
            case "id_parse":
                if (expect.ValueKind == JsonValueKind.String)
                {
                    Assert.Equal("error:invalid_argument", expect.GetString());
                    var exception = Assert.Throws<WorkQueueException>(() => WorkItemId.Parse(step.GetProperty("value").GetString()!));
                    Assert.Equal(WorkQueueError.InvalidArgument, exception.Error);
                    break;
                }

                CheckId(expect, WorkItemId.Parse(step.GetProperty("value").GetString()!));
                break;
            case "id_split_parts":
                Assert.Equal(expect.GetInt32(), WorkItemId.Parse(step.GetProperty("value").GetString()!).ToString().Split("__").Length);
                break;
            case "successor_exponent":
                var baseLease = TimeSpan.FromSeconds(step.GetProperty("base_lease_s").GetDouble());
                var lease = baseLease * Math.Pow(2, step.GetProperty("existing_exponent").GetInt32());
                Assert.Equal(expect.GetInt32(), LeaseTiming.SuccessorExponent(baseLease, lease, lease * step.GetProperty("setup_fraction").GetDouble()));
                break;
            case "retry_window_s":
                var schedule = new RetrySchedule(
                    step.GetProperty("max_retries").GetInt32(), TimeSpan.FromMilliseconds(step.GetProperty("initial_ms").GetDouble()),
                    TimeSpan.FromMilliseconds(step.GetProperty("max_ms").GetDouble()));
                Assert.Equal(expect.GetDouble(), schedule.Window.TotalSeconds);
                break;
            case "successor_ids":
                var parent = new WorkItemId(step.GetProperty("index").GetString()!, step.GetProperty("shard").GetInt32(), step.GetProperty("doc").GetInt64());
                Assert.Equal(expect.EnumerateArray().Select(item => item.GetString()), [parent.At(step.GetProperty("cursor").GetInt64()).ToString()]);
                break;
            default:
                Assert.Equal(expect.GetDouble(), LeaseTiming.EarlyCheckpoint(TimeSpan.FromSeconds(step.GetProperty("lease_s").GetDouble())).TotalSeconds, 6);
                break;
        }
    }

    private static void CheckId(JsonElement expect, WorkItemId id)
    {
        Assert.Equal(expect.GetProperty("index").GetString(), id.Index);
        Assert.Equal(expect.GetProperty("shard").ValueKind == JsonValueKind.Null ? null : expect.GetProperty("shard").GetInt32(), id.Shard);
        Assert.Equal(expect.GetProperty("doc").ValueKind == JsonValueKind.Null ? null : expect.GetProperty("doc").GetInt64(), id.Document);
        Assert.Equal(expect.GetProperty("serialized").GetString(), id.ToString());
    }
}
