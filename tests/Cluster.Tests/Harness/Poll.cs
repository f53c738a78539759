using System.Diagnostics;

namespace Howdah.Cluster.Tests.Harness;

/// <summary>Waits for conditions, with a bound.</summary>
internal static class Poll
{
    public static async Task<T> UntilAsync<T>(string what, TimeSpan bound, Func<Task<T?>> probe, Func<Task<string>>? onTimeout = null, TimeSpan? every = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < bound)
        {
            try
            {
                if (await probe() is { } found)
                {
                    return found;
                }

                last = null;
            }
            catch (Exception e) when (e is not (TimeoutException or SkipException))
            {
                last = e;
            }

            await Task.Delay(every ?? TimeSpan.FromMilliseconds(250));
        }

        var detail = onTimeout is null ? "" : "\n" + await onTimeout();
        throw new TimeoutException($"Not within {bound.TotalSeconds:0} s: {what}. {last?.Message}{detail}");
    }

    public static Task TrueAsync(string what, TimeSpan bound, Func<Task<bool>> probe, Func<Task<string>>? onTimeout = null, TimeSpan? every = null) =>
        UntilAsync<object>(what, bound, async () => await probe() ? new object() : null, onTimeout, every);
}
