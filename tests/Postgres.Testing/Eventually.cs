using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Howdah.Postgres.Testing;

/// <summary>Asks again until a condition holds.</summary>
public static class Eventually
{
    /// <exception cref="TimeoutException">It did not come to hold in time; with what was seen last.</exception>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> ask, Predicate<T> holds, int seconds = 30, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(holds);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await ask();
            if (holds(value))
            {
                return value;
            }

            if (watch.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"Not within {seconds} s: {what}. Last: {value}");
            }

            await Task.Delay(20);
        }
    }
}
