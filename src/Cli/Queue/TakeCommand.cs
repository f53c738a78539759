using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Cli.Queue.Search;
using Howdah.Queueing;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue take</c>: leases items and prints them with their leases.</summary>
internal static class TakeCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public static Command Create(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var holder = new Option<string?>("--holder") { Description = "Who takes them; a name of this process by default." };
        var lease = QueueOptions.Duration("--lease", "Length of the leases; 60s by default.");
        var limit = new Option<int>("--limit") { Description = "Items at most.", DefaultValueFactory = _ => 1 };
        var key = new Option<string?>("--key") { Description = "The item of this id, which is created if need be." };
        var wait = QueueOptions.Duration("--wait", "How long to wait for the first item.");
        var command = new Command("take", "Take items: prints each with its lease, which the other commands are given.") { queue, holder, lease, limit, key, wait };
        command.Exclude(key, limit);
        command.Exclude(key, wait);
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var client = session.Client(parsed.GetRequiredValue(queue));
            var name = parsed.GetValue(holder) ?? $"howdah/{Environment.MachineName}/{Guid.NewGuid():N}";
            var length = parsed.GetValue(lease) ?? TimeSpan.FromMinutes(1);
            var items = parsed.GetValue(key) is { } id
                ? [await TakeItemAsync(client, id, name, length, token)]
                : await TakeNextAsync(client, name, length, parsed.GetValue(limit), parsed.GetValue(wait) ?? TimeSpan.Zero, surroundings.Time, token);
            session.Print(new Sheet(
                ["lease", "key", "attempt", "priority", "leaseUntil", "payload"],
                [.. items.Select(item => (IReadOnlyList<object?>)
                    [LeaseName.Of(item).ToString(), item.Key, item.Attempt, item.Priority, item.LeaseUntil, item.Payload is null ? null : new RawJson(item.Payload)])]));
            return items.Count > 0 ? ExitCodes.Done : ExitCodes.NoWork;
        }, search => SearchVerbs.TakeAsync(
            search, parsed.GetRequiredValue(queue), parsed.GetValue(holder), parsed.GetValue(key), parsed.GetValue(lease) ?? TimeSpan.FromMinutes(1), parsed.GetValue(limit),
            parsed.GetValue(wait) ?? TimeSpan.Zero, token)));
        return command;
    }

    private static async Task<LeasedItem> TakeItemAsync(QueueClient client, string key, string holder, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (lease == TimeSpan.Zero)
        {
            throw new FormatException("A lease is longer than zero.");
        }

        var answer = await client.AcquireItemAsync(key, holder, lease, cancellationToken: cancellationToken);
        return answer.Item ?? throw (answer.Status switch
        {
            AcquireItemStatus.HeldElsewhere => new WorkQueueException(WorkQueueError.LeaseHeldElsewhere, $"Item '{key}' is leased until {answer.HeldUntil:O}."),
            AcquireItemStatus.AlreadyCompleted => new WorkQueueException(WorkQueueError.AlreadyCompleted, $"Item '{key}' is completed."),
            AcquireItemStatus.Dead => new WorkQueueException(WorkQueueError.Dead, $"Item '{key}' is dead."),
            _ => new WorkQueueException(WorkQueueError.Paused, "The queue is paused."),
        });
    }

    private static async Task<IReadOnlyList<LeasedItem>> TakeNextAsync(
        QueueClient client, string holder, TimeSpan lease, int limit, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var items = await client.AcquireAsync(holder, lease, limit, cancellationToken);
            if (items.Count > 0 || time.GetElapsedTime(started) >= wait)
            {
                return items;
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }
}
