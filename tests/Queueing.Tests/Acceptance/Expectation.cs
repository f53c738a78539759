using System.Text.Json;

namespace Howdah.Queueing.Tests.Acceptance;

internal static class Expectation
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>For steps whose result is a number or a truth value.</summary>
    public static void Check(JsonElement step, object result, int calls = 0)
    {
        if (!step.TryGetProperty("expect", out var expect) || expect.ValueKind == JsonValueKind.Null)
        {
            Assert.False(result is Outcome { IsError: true }, result.ToString());
            return;
        }

        if (expect.ValueKind == JsonValueKind.Object)
        {
            if (expect.TryGetProperty("backend_calls", out var expectedCalls))
            {
                Assert.Equal(expectedCalls.GetInt32(), calls);
            }

            expect = expect.GetProperty("result");
        }

        Assert.Equal(expect.ToString(), result is Outcome outcome ? outcome.Text : result.ToString());
    }

    /// <summary>For verbs.</summary>
    public static async Task CheckAsync(
        JsonElement step, Outcome outcome, bool isNew, Dictionary<string, object> saved, Func<Task<DateTimeOffset>> now)
    {
        if (!step.TryGetProperty("expect", out var expect) || expect.ValueKind == JsonValueKind.Null)
        {
            Assert.False(outcome.IsError, outcome.Text);
            return;
        }

        if (expect.ValueKind == JsonValueKind.String)
        {
            Assert.Equal(expect.GetString(), expect.GetString() == "ok" && outcome == Outcome.OkAlready ? "ok" : outcome.Text);
            return;
        }

        foreach (var property in expect.EnumerateObject())
        {
            switch (property.Name)
            {
                case "outcome":
                    Assert.Equal(property.Value.GetString(), outcome.Text);
                    break;
                case "id":
                    Assert.Equal(property.Value.GetString(), outcome.ItemId);
                    break;
                case "id_in":
                    Assert.Contains(outcome.ItemId, property.Value.EnumerateArray().Select(id => id.GetString()));
                    break;
                case "distinct":
                    Assert.Equal(property.Value.GetBoolean(), isNew);
                    break;
                case "lease_exponent_used":
                    Assert.Equal(property.Value.GetInt32(), outcome.Exponent);
                    break;
                case "expires_in_s":
                    var left = outcome.LeaseUntil!.Value - await now();
                    Assert.InRange(left.TotalSeconds, property.Value.GetDouble() - Tolerance.TotalSeconds, property.Value.GetDouble() + Tolerance.TotalSeconds);
                    break;
                case "expires_at":
                    Assert.Equal(saved[property.Value.GetString()! + ".expiry"], outcome.LeaseUntil);
                    break;
                case "token_gt":
                    Assert.True(outcome.Token > (long)saved[property.Value.GetString()! + ".token"]);
                    break;
                case "save":
                    saved[property.Value.GetString()! + ".token"] = outcome.Token!;
                    saved[property.Value.GetString()! + ".expiry"] = outcome.LeaseUntil!;
                    break;
                default:
                    throw new NotSupportedException($"The runner does not know the expectation '{property.Name}'.");
            }
        }
    }
}
