using System.Globalization;
using Howdah.Queueing.Worker;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>A worker in a process of its own. It writes what it is about to do and what it has seen, a line each, and ends with its standard input.</summary>
internal static class MortalWorker
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    /// <param name="args">Connection string, name of the queue, seed.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var source = NpgsqlDataSource.Create(args[0]);
        var seed = int.Parse(args[2], CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var host = new WorkerHost(source, new QueueName(args[1]), (context, _) => HandleAsync(context, Next(random)), new WorkerOptions
        {
            Concurrency = 4,
            Lease = Lease,
            LeaseMargin = TimeSpan.Zero,
            Renew = seed % 2 == 0,
            PollFirst = TimeSpan.FromMilliseconds(10),
            PollLast = TimeSpan.FromMilliseconds(100),
        });
        using var stop = new CancellationTokenSource();
        var running = host.RunAsync(stop.Token);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await running;
        return 0;
    }

    private static async Task HandleAsync(WorkContext context, int what)
    {
        var item = context.Item;
        Say("granted", item.Id, item.Key, item.Token, TimeProvider.System.GetTimestamp(), item.Deadline);
        await Task.Delay(what, CancellationToken.None);
        switch (what)
        {
            case 0:
                Say("gives up", item.Token, TimeProvider.System.GetTimestamp());
                await context.ReleaseAsync();
                break;
            case 1:
                Say("gives up", item.Token, TimeProvider.System.GetTimestamp());
                await context.FailAsync("test");
                break;
            case 2:
                await Task.Delay(Lease, CancellationToken.None);
                goto default;
            default:
                Say("completes", item.Token);
                await (item.Key.EndsWith('0') ? context.CompleteWithSuccessorsAsync([item.Key + "/next"]) : context.CompleteAsync());
                Say("completed", item.Id, item.Key, item.Token);
                break;
        }
    }

    private static int Next(Random random)
    {
        lock (random)
        {
            return random.Next(40);
        }
    }

    private static void Say(params object[] words) => Console.Out.WriteLine(string.Join('\t', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture))));
}
