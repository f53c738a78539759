namespace Howdah.Cli.Queue.Load;

/// <summary>Counts, a line of progress every second, and every refused line by its number.</summary>
internal sealed class LoadReport(TextWriter error, TimeProvider time, bool quiet, Stream? rejects)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly long _started = time.GetTimestamp();
    private long _printed = time.GetTimestamp();

    /// <summary>Items in the queue, the known ones included.</summary>
    public long Loaded { get; private set; }

    public long Created { get; private set; }

    public long Refused { get; private set; }

    public void Add(long loaded, long created)
    {
        Loaded += loaded;
        Created += created;
        if (!quiet && time.GetElapsedTime(_printed) >= Period)
        {
            _printed = time.GetTimestamp();
            Print();
        }
    }

    public async Task RefuseAsync(LoadLine line, string problem)
    {
        Refused++;
        await error.WriteLineAsync($"line {line.Number}: {problem}");
        if (rejects is not null)
        {
            await rejects.WriteAsync(line.Bytes);
            rejects.WriteByte((byte)'\n');
        }
    }

    public void End()
    {
        if (!quiet)
        {
            Print();
        }
    }

    private void Print()
    {
        var rate = Loaded / Math.Max(time.GetElapsedTime(_started).TotalSeconds, 0.001);
        error.WriteLine($"{Loaded} items, {Created} new, {Refused} lines refused, {rate:0} items/s");
    }
}
