using System.CommandLine;
using Howdah.Cli.Output;

namespace Howdah.Cli.Queue;

/// <summary>Dead items: list them, bring them back.</summary>
internal static class DeadCommands
{
    public static Command List(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var limit = new Option<int>("--limit") { Description = "Rows at most.", DefaultValueFactory = _ => 100 };
        var after = new Option<long>("--after") { Description = "Only numbers above this: the last of the page before." };
        var command = new Command("dead", "List items that are not tried any more, and why.") { queue, limit, after };
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var items = await session.Client(parsed.GetRequiredValue(queue)).ListDeadAsync(parsed.GetValue(limit), parsed.GetValue(after), token);
            session.Print(new Sheet(
                ["id", "key", "diedAt", "attempt", "holder", "reason", "payload"],
                [.. items.Select(item => (IReadOnlyList<object?>)
                    [item.Id, item.Key, item.DiedAt, item.Attempt, item.Holder, item.Reason, item.Payload is null ? null : new RawJson(item.Payload)])]));
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Redrive(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var ids = new Argument<long[]>("id") { Description = "Numbers, as 'dead' prints them.", Arity = ArgumentArity.ZeroOrMore };
        var reason = new Option<string?>("--reason") { Description = "Those whose reason is like this (SQL: % stands for anything)." };
        var all = new Option<bool>("--all") { Description = "All of them." };
        var limit = new Option<int>("--limit") { Description = "At most so many, the oldest first.", DefaultValueFactory = _ => 1000 };
        var spread = QueueOptions.Duration("--spread", "Spread them evenly over this time.");
        var command = new Command("redrive", "Bring dead items back to work, with no attempts counted.") { queue, ids, reason, all, limit, spread };
        command.Exclude(ids, reason, all);
        command.Demand(ids, reason, all);
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var chosen = parsed.GetValue(ids) is { Length: > 0 } given ? given : null;
            var count = await session.Client(parsed.GetRequiredValue(queue))
                .RedriveAsync(parsed.GetValue(limit), chosen, parsed.GetValue(reason), parsed.GetValue(spread) ?? TimeSpan.Zero, token);
            session.Print(Sheet.Single(("redriven", count)));
            return ExitCodes.Done;
        }));
        return command;
    }
}
