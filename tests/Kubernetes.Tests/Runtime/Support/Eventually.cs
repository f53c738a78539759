using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>Waits for a condition by polling, with a bound; what did not come true is named in the failure.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task True(
        Func<bool> condition, Func<string>? state = null, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var watch = Stopwatch.StartNew();
        for (var spins = 0; !condition(); spins++)
        {
            if (watch.Elapsed > Bound)
            {
                Assert.Fail($"Not true within {Bound.TotalSeconds:0} s: {expression}. {state?.Invoke()}");
            }

            if (spins < 50)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(1);
            }
        }
    }

    /// <summary>Moves fake time on in steps until the condition holds: for code that arms its timers asynchronously.</summary>
    public static async Task TrueWhileAdvancing(
        FakeTimeProvider time,
        TimeSpan step,
        Func<bool> condition,
        Func<string>? state = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Bound)
            {
                Assert.Fail($"Not true within {Bound.TotalSeconds:0} s: {expression}. {state?.Invoke()}");
            }

            time.Advance(step);
            await Task.Delay(1);
        }
    }

    public static async Task<T> Completes<T>(Task<T> task, [CallerArgumentExpression(nameof(task))] string expression = "")
    {
        await Completes((Task)task, expression);
        return await task;
    }

    public static async Task Completes(Task task, [CallerArgumentExpression(nameof(task))] string expression = "")
    {
        if (await Task.WhenAny(task, Task.Delay(Bound)) != task)
        {
            Assert.Fail($"Did not complete within {Bound.TotalSeconds:0} s: {expression}");
        }

        await task;
    }
}
