using System.CommandLine;
using Howdah.Cli.Output;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue list</c>: what waits, what is held, or one item.</summary>
internal static class ListCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var state = new Option<string>("--state") { Description = "ready (waiting or scheduled) or leased.", DefaultValueFactory = _ => "ready" };
        state.AcceptOnlyFromAmong("ready", "leased");
        var key = new Option<string?>("--key") { Description = "Only the item of this id, in whatever state." };
        var limit = new Option<int>("--limit") { Description = "Rows at most.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "List items, in the order of the queue.") { queue, state, key, limit };
        command.Exclude(state, key);
        command.Exclude(limit, key);
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var client = session.Client(parsed.GetRequiredValue(queue));
            if (parsed.GetValue(key) is { } id)
            {
                var item = await client.InspectAsync(id, token);
                if (item is null)
                {
                    await session.Error.WriteLineAsync($"There is no item '{id}'.");
                    return ExitCodes.Refused;
                }

                session.Print(Sheet.Single(
                    ("key", id), ("id", item.Id), ("state", item.State), ("priority", item.Priority), ("attempt", item.Attempt), ("holder", item.Holder),
                    ("runAt", item.RunAt), ("leaseUntil", item.LeaseUntil), ("finishedAt", item.FinishedAt), ("reason", item.Reason),
                    ("successors", item.Successors is null ? null : string.Join(' ', item.Successors)), ("payload", item.Payload is null ? null : new RawJson(item.Payload))));
                return ExitCodes.Done;
            }

            session.Print(parsed.GetValue(state) == "ready"
                ? new Sheet(
                    ["id", "key", "priority", "runAt", "attempt"],
                    [.. (await client.ListReadyAsync(parsed.GetValue(limit), null, token)).Select(item => (IReadOnlyList<object?>)[item.Id, item.Key, item.Priority, item.RunAt, item.Attempt])])
                : new Sheet(
                    ["id", "key", "holder", "acquiredAt", "leaseUntil", "attempt"],
                    [.. (await client.ListLeasedAsync(parsed.GetValue(limit), 0, token)).Select(item =>
                        (IReadOnlyList<object?>)[item.Id, item.Key, item.Holder, item.AcquiredAt, item.LeaseUntil, item.Attempt])]));
            return ExitCodes.Done;
        }));
        return command;
    }
}
