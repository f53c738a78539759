using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>Asks again until a condition holds.</summary>
internal static class Eventually
{
    public static Task BecomesTrueAsync(Func<bool> condition, int seconds = 30, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        BecomesAsync(() => Task.FromResult(condition()), static truth => truth, seconds, what);

    public static async Task<T> BecomesAsync<T>(
        Func<Task<T>> ask, Predicate<T> holds, int seconds = 30, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            object? last;
            try
            {
                var value = await ask();
                if (holds(value))
                {
                    return value;
                }

                last = value;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                last = exception.Message;
            }

            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"Not within {seconds} s: {what}. Last: {last}");
            await Task.Delay(20);
        }
    }
}
