namespace Howdah.QueueBench.Contenders;

internal sealed class Parallelism(int width)
{
    public Task RunAsync<T>(IEnumerable<T> parts, Func<T, Task> send) =>
        Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = width }, async (part, _) => await send(part));
}
