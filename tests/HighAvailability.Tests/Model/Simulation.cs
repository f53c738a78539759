namespace Howdah.HighAvailability.Tests.Model;

/// <summary>A virtual clock in milliseconds and the events that are due; everything random comes from one seed.</summary>
internal sealed class Simulation(int seed)
{
    private readonly PriorityQueue<Action, (long At, long Order)> _queue = new();
    private long _order;

    public Random Random { get; } = new(seed);

    public long Now { get; private set; }

    public long Steps { get; private set; }

    public void After(long milliseconds, Action action) => _queue.Enqueue(action, (Now + Math.Max(0, milliseconds), _order++));

    /// <summary>Runs what <paramref name="process"/> does, when it is due: not at all once the process is dead, later while it is frozen.</summary>
    public void After(long milliseconds, Process process, Action action) => After(milliseconds, () => Resume(process, action));

    public long Between(int least, int most) => Random.Next(least, most + 1);

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public void RunUntil(long end, Action afterEach)
    {
        while (_queue.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _queue.Dequeue();
            Now = next.At;
            Steps++;
            action();
            afterEach();
        }

        Now = end;
    }

    private void Resume(Process process, Action action)
    {
        if (process.Dead)
        {
            return;
        }

        if (process.FrozenUntil > Now)
        {
            After(process.FrozenUntil - Now, process, action);
            return;
        }

        action();
    }
}

/// <summary>Something that can be killed or suspended.</summary>
internal sealed class Process
{
    public bool Dead { get; set; }

    public long FrozenUntil { get; set; }
}
